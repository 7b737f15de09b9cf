using System.ComponentModel.DataAnnotations;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>What the origin sells; bound from <c>Origin:Catalogue</c>.</summary>
internal sealed class CatalogueOptions
{
    public const string SectionName = "Origin:Catalogue";

    /// <summary>How many products a generated catalogue has; nothing is held in memory for them.</summary>
    [Range(1, int.MaxValue, ErrorMessage = $"{SectionName}:Size must be at least 1.")]
    public int Size { get; set; } = 100_000;

    /// <summary>The same seed makes the same products, prices, reviews and recommendations.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// Whether every well-formed ASIN is a product, made up from the ASIN itself. On, because a recorded trace asks for
    /// whatever its shop sold, and an origin that answers 404 to most of it would measure nothing but misses.
    /// </summary>
    public bool AcceptUnknown { get; set; } = true;

    /// <summary>A CSV file (or .csv.gz) with the columns asin, kind, title and authors that replaces the generated catalogue.</summary>
    public string? File { get; set; }
}
