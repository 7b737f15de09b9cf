using System.ComponentModel.DataAnnotations;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>Bound from <c>Telemetry</c>.</summary>
internal sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>The most traces that a process begins a second; one that another service began is always continued.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Telemetry:TracesPerSecond must be 1 to 1000000.")]
    public int TracesPerSecond { get; set; } = 50;
}
