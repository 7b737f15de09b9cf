namespace CacheLayer.OriginMock.Catalogue;

/// <summary>What a catalogue says of a product; what is null is made up from the ASIN.</summary>
internal sealed record ProductFacts(string? Title = null, string? Author = null, string? Kind = null)
{
    /// <summary>A product of which nothing is known but that it exists.</summary>
    public static ProductFacts None { get; } = new();
}
