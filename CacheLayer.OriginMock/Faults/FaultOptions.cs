using System.ComponentModel.DataAnnotations;

namespace CacheLayer.OriginMock.Faults;

/// <summary>How slow and how broken the origin is: at start from <c>Origin</c>, afterwards by <c>PUT /faults</c>.</summary>
internal sealed record FaultOptions
{
    public const string SectionName = "Origin";
    public const int LongestMs = 60_000;

    /// <summary>How long every read takes at least.</summary>
    [Range(0, LongestMs, ErrorMessage = $"{SectionName}:LatencyMs must be a whole number from 0 to 60000.")]
    public int LatencyMs { get; init; } = 50;

    /// <summary>Up to how much longer a read may take.</summary>
    [Range(0, LongestMs, ErrorMessage = $"{SectionName}:JitterMs must be a whole number from 0 to 60000.")]
    public int JitterMs { get; init; }

    /// <summary>The share of reads that fail, 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = $"{SectionName}:ErrorRate must be a number from 0 to 1.")]
    public double ErrorRate { get; init; }

    /// <summary>Whether every read and write is refused at once.</summary>
    public bool Outage { get; init; }
}
