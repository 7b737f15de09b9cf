namespace CacheLayer.Traffic.Requests;

/// <summary>What is asked for of each product.</summary>
internal enum RequestPath
{
    /// <summary>The product alone.</summary>
    Products,

    /// <summary>The whole page: product, reviews, recommendations and promotion in one read.</summary>
    Pages,

    /// <summary>A mix of all routes.</summary>
    Mixed,
}
