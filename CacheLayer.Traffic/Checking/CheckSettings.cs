using System.Text.Json.Serialization;

namespace CacheLayer.Traffic.Checking;

/// <summary>How consistency is checked during a run.</summary>
internal sealed record CheckSettings
{
    /// <summary>The origin, where changes are made.</summary>
    public required Uri Origin { get; init; }

    /// <summary>The administrator's key, without which the origin takes no change; never written to a report.</summary>
    [JsonIgnore]
    public string AdminKey { get; init; } = "";

    /// <summary>The connection string of the cache, to look for the causes of stale reads; null: they stay unknown. Never written to a report.</summary>
    [JsonIgnore]
    public string? Cache { get; init; }

    /// <summary>Changes a second.</summary>
    public required double ChangeRate { get; init; }

    /// <summary>How long after its beginning an unacknowledged change counts as lost when it is not seen.</summary>
    public required TimeSpan OverdueAfter { get; init; }
}
