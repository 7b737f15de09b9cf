using System.Text.Json;
using CacheLayer.Catalogue;

namespace CacheLayer.Invalidator.Events;

/// <summary>Reads one event from JSON; fields that it does not know are left alone.</summary>
internal static class ChangeEventReader
{
    public static ChangeEvent Read(JsonElement json) => new()
    {
        EventType = Text(json, "event_type") ?? throw new RejectedEventException("has no event_type."),
        Asin = Text(json, "asin"),
        StoreSection = Text(json, "store_section"),
        // Damage to what only makes an invalidation sharper must not keep it from being done: stale is worse than a miss.
        Version = Version(json),
        OccurredAt = OccurredAt(json),
    };

    private static string? Text(JsonElement json, string name)
        => !json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
            : value.ValueKind is JsonValueKind.String ? value.GetString()
            : throw new RejectedEventException($"has a field {name} that is not a string.");

    private static long? Version(JsonElement json)
        => json.TryGetProperty("version", out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var version) && version >= 0
            ? version
            : null;

    private static DateTimeOffset? OccurredAt(JsonElement json)
        => json.TryGetProperty("occurred_at", out var value) && value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out var at) ? at : null;
}
