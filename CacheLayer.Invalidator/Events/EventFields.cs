using System.Text;
using System.Text.Json;

namespace CacheLayer.Invalidator.Events;

/// <summary>Reads fields of an event; those that nobody asks for are left alone, whatever they hold.</summary>
internal static class EventFields
{
    /// <summary>A text, or null when there is none.</summary>
    /// <exception cref="RejectedEventException">It is something else.</exception>
    public static string? Text(JsonElement json, string name)
        => !json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
            : value.ValueKind is JsonValueKind.String ? value.GetString()
            : throw new RejectedEventException($"has a field {name} that is not a string.");

    /// <summary>A text that is the id of an entry, or a whole number, which is one as it is written; null when there is none.</summary>
    /// <exception cref="RejectedEventException">It is something else.</exception>
    public static string? Id(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _) ? value.GetRawText()
            : Text(json, name) is not { } id ? null
            : IsId(id) ? id
            : throw new RejectedEventException($"has a field {name} that is not 1 to {Keyspace.MaxIdBytes} bytes of printable text.");

    /// <summary>The version that the change made, or null when the event does not say.</summary>
    // Damage to what only makes an invalidation sharper must not keep it from being done: stale is worse than a miss.
    public static long? Version(JsonElement json)
        => json.TryGetProperty("version", out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var version) && version >= 0
            ? version
            : null;

    /// <summary>When the change was made, or null when the event does not say; a time without a zone, and a date, is UTC.</summary>
    public static DateTimeOffset? OccurredAt(JsonElement json)
        => json.TryGetProperty("occurred_at", out var value) ? Time(value) : null;

    /// <summary>Reads a time, or null when the text is not a time; a time without a zone is UTC in every time zone.</summary>
    public static DateTimeOffset? Time(JsonElement value)
        => value.ValueKind is not JsonValueKind.String ? null
            : value.TryGetDateTime(out var time) && time.Kind is DateTimeKind.Unspecified ? new DateTimeOffset(time, TimeSpan.Zero)
            : value.TryGetDateTimeOffset(out var at) ? at : null;

    /// <summary>Whether a text can be the id of an entry.</summary>
    public static bool IsId(string text) => text.Length > 0 && !text.Any(char.IsControl) && Encoding.UTF8.GetByteCount(text) <= Keyspace.MaxIdBytes;
}
