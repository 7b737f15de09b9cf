using System.ComponentModel.DataAnnotations;

namespace CacheLayer.Orchestrator.Origin;

/// <summary>How the origin is called: bound from <c>Origin</c>.</summary>
internal sealed class OriginOptions
{
    public const string SectionName = "Origin";

    /// <summary>How long a call may take, waiting for its turn included.</summary>
    [Range(1, 60_000, ErrorMessage = "Origin:TimeoutMs must be 1 to 60000.")]
    public int TimeoutMs { get; set; } = 2_000;

    /// <summary>How many calls may be under way at once: at 50 ms a call, 256 are 5,000 calls a second.</summary>
    [Range(1, 10_000, ErrorMessage = "Origin:MaxConcurrentCalls must be 1 to 10000.")]
    public int MaxConcurrentCalls { get; set; } = 256;

    /// <summary>How many calls may wait for their turn; those over it are refused at once.</summary>
    [Range(0, 100_000, ErrorMessage = "Origin:MaxWaitingCalls must be 0 to 100000.")]
    public int MaxWaitingCalls { get; set; } = 1_024;
}
