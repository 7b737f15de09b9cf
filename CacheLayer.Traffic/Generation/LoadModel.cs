namespace CacheLayer.Traffic.Generation;

/// <summary>The popularity and locality of a generated load; the defaults come near a real shop's product pages (docs/traffic.md).</summary>
internal sealed record LoadModel
{
    public const int MaxKeys = 10_000_000;

    /// <summary>How many products there are to ask for, 1 to <see cref="MaxKeys"/>.</summary>
    public int Keys { get; init; } = 30_000;

    /// <summary>The exponent of Zipf's law: the product of rank r is asked for in proportion to 1 / r^skew; 0 is uniform.</summary>
    public double Skew { get; init; } = 0.95;

    /// <summary>The share of the requests that repeat a recent one instead of drawing by popularity, 0 to 1.</summary>
    public double Locality { get; init; } = 0.25;

    /// <summary>How many requests back a repetition reaches at most; short ways back are likelier than long ones.</summary>
    public int Window { get; init; } = 10_000;
}
