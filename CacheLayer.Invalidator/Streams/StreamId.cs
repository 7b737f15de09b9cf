using System.Globalization;

namespace CacheLayer.Invalidator.Streams;

/// <summary>Reads ids of stream entries: milliseconds of the event node's clock, a hyphen, and a number.</summary>
internal static class StreamId
{
    /// <summary>When the entry was appended; null for an id that whoever appended it chose and that is no time.</summary>
    public static DateTimeOffset? Published(string id)
        => long.TryParse(id.AsSpan(0, Math.Max(0, id.IndexOf('-'))), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
