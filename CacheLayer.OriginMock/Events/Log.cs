namespace CacheLayer.OriginMock.Events;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The event stream takes no events; changes are refused until it does.")]
    public static partial void PublishingStuck(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The event stream takes events again; changes are accepted.")]
    public static partial void PublishingAgain(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Whether the invalidator has carried out an event is not known.")]
    public static partial void ReceiptUnknown(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Stopped with {Count} changes whose events were not published, and whose store was in memory; caches may serve the old values until they expire.")]
    public static partial void EventsLost(this ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "Stopped with {Count} changes whose events were not published; they are in the store, and are published at the next start.")]
    public static partial void EventsKept(this ILogger logger, int count);
}
