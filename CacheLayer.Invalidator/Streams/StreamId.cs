using System.Globalization;

namespace CacheLayer.Invalidator.Streams;

/// <summary>Reads ids of stream entries: milliseconds of the event node's clock, and a number within them.</summary>
internal static class StreamId
{
    /// <summary>When the entry was appended.</summary>
    public static DateTimeOffset Published(string id)
        => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.AsSpan(0, id.IndexOf('-')), CultureInfo.InvariantCulture));
}
