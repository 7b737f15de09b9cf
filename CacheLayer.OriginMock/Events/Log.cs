namespace CacheLayer.OriginMock.Events;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The event stream does not accept events; changes are rejected until it does.")]
    public static partial void PublishingStuck(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The event stream accepts events again; changes are accepted.")]
    public static partial void PublishingAgain(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Could not find out whether the invalidator has processed an event.")]
    public static partial void ReceiptUnknown(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Stopped with {Count} changes whose events were not published and are lost, because the store is in memory; caches may serve the old values until they expire.")]
    public static partial void EventsLost(this ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "Stopped with {Count} changes whose events were not published; they are stored and will be published at the next start.")]
    public static partial void EventsKept(this ILogger logger, int count);
}
