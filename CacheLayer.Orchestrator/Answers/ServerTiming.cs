using System.Globalization;

namespace CacheLayer.Orchestrator.Answers;

/// <summary>Writes the value of the header <c>Server-Timing</c> in milliseconds: <c>cache;dur=0.312, origin;dur=50.204</c>.</summary>
internal static class ServerTiming
{
    public static string Of(TimeSpan cache, TimeSpan origin)
        => origin > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"cache;dur={cache.TotalMilliseconds:F3}, origin;dur={origin.TotalMilliseconds:F3}")
            : string.Create(CultureInfo.InvariantCulture, $"cache;dur={cache.TotalMilliseconds:F3}");
}
