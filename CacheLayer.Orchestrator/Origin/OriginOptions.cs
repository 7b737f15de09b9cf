using System.ComponentModel.DataAnnotations;

namespace CacheLayer.Orchestrator.Origin;

/// <summary>How the origin is called: bound from <c>Origin</c>.</summary>
internal sealed class OriginOptions
{
    public const string SectionName = "Origin";

    /// <summary>How long a call may take. How many there may be is a setting of the keyspaces: <see cref="KeyspaceOptions.MaxConcurrentFetches"/>.</summary>
    [Range(1, 60_000, ErrorMessage = "Origin:TimeoutMs must be 1 to 60000.")]
    public int TimeoutMs { get; set; } = 2_000;
}
