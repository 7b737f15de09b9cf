using System.Text.Json.Serialization;

namespace CacheLayer.Catalogue;

/// <summary>Something changed at the origin: the message of an SNS notification.</summary>
public sealed record ChangeEvent
{
    /// <summary>One of <see cref="ChangeEventTypes"/>.</summary>
    [JsonPropertyName("event_type")]
    public required string EventType { get; init; }

    /// <summary>The product, for product and review events.</summary>
    [JsonPropertyName("asin")]
    public string? Asin { get; init; }

    /// <summary>The section, for promotion events; <see cref="StoreSection.Default"/> when absent.</summary>
    [JsonPropertyName("store_section")]
    public string? StoreSection { get; init; }

    /// <summary>The version that the change made, or null when the source has none.</summary>
    [JsonPropertyName("version")]
    public long? Version { get; init; }

    /// <summary>When the change was made.</summary>
    [JsonPropertyName("occurred_at")]
    public DateTimeOffset? OccurredAt { get; init; }
}
