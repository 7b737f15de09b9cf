using System.ComponentModel.DataAnnotations;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>Bound from <c>Telemetry</c>.</summary>
internal sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>The most traces that a process begins a second; one that another service began is always continued.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Telemetry:TracesPerSecond must be 1 to 1000000.")]
    public int TracesPerSecond { get; set; } = 50;

    /// <summary>How long a service that stops tries to send what it has recorded; 0 to 1 minute.</summary>
    /// <value>2 seconds: a receiver that is away makes no stop slow.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Telemetry:ShutdownTimeout must be 00:00:00 to 00:01:00.")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
