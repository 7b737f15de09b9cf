namespace CacheLayer.Invalidator.Worker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The cache has not confirmed {Count} invalidations; retrying.")]
    public static partial void CacheAway(this ILogger logger, Exception exception, int count);

    [LoggerMessage(2, LogLevel.Warning, "Moved record {RecordId} to the dead letters: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string recordId, string reason);

    [LoggerMessage(3, LogLevel.Error, "The invalidation of record {RecordId} failed {Attempts} times for a reason other than an unavailable cache.")]
    public static partial void InvalidationFailed(this ILogger logger, Exception exception, string recordId, int attempts);

    [LoggerMessage(4, LogLevel.Warning, "Event source {Source} is failing; retrying.")]
    public static partial void SourceAway(this ILogger logger, Exception exception, string source);

    [LoggerMessage(5, LogLevel.Information, "Event source {Source} has recovered.")]
    public static partial void SourceBack(this ILogger logger, string source);

    [LoggerMessage(6, LogLevel.Error, "The consumer group was lost and has been recreated from the start of the stream. If the stream was lost too, its unread events are gone, and what they changed stays stale until it expires.")]
    public static partial void GroupLost(this ILogger logger);

    [LoggerMessage(7, LogLevel.Information, "Took over {Count} entries that another worker had read but not acknowledged.")]
    public static partial void TakenOver(this ILogger logger, int count);

    [LoggerMessage(12, LogLevel.Error, "{Count} events were trimmed from the stream before they were processed; what they changed stays stale until it expires.")]
    public static partial void Trimmed(this ILogger logger, int count);

    [LoggerMessage(13, LogLevel.Warning, "The event node refused to extend this worker's claim on {Count} entries; they may be processed twice.")]
    public static partial void NotKept(this ILogger logger, Exception exception, int count);

    [LoggerMessage(8, LogLevel.Information, "The primary changed or restarted; replayed the last {Count} invalidations.")]
    public static partial void Replayed(this ILogger logger, int count);

    [LoggerMessage(9, LogLevel.Warning, "The replay of recent invalidations was interrupted; restarting it.")]
    public static partial void ReplayInterrupted(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "More keys were invalidated within the replay window than Invalidator:ReplayMaxKeys allows; {Count} of them cannot be replayed from memory.")]
    public static partial void WindowCut(this ILogger logger, int count);

    [LoggerMessage(11, LogLevel.Warning, "The primary refused to replay an invalidation because of what is stored under its keys; the others were replayed.")]
    public static partial void RepeatRefused(this ILogger logger, Exception exception);
}
