namespace CacheLayer.Invalidator.Worker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The cache does not confirm {Count} invalidations; trying until it does.")]
    public static partial void CacheAway(this ILogger logger, Exception exception, int count);

    [LoggerMessage(2, LogLevel.Warning, "Record {RecordId} goes to the dead letters: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string recordId, string reason);

    [LoggerMessage(3, LogLevel.Error, "The invalidation of record {RecordId} failed {Attempts} times, for a reason other than an absent cache.")]
    public static partial void InvalidationFailed(this ILogger logger, Exception exception, string recordId, int attempts);

    [LoggerMessage(4, LogLevel.Warning, "The source {Source} fails; trying until it does not.")]
    public static partial void SourceAway(this ILogger logger, Exception exception, string source);

    [LoggerMessage(5, LogLevel.Information, "The source {Source} can be read again.")]
    public static partial void SourceBack(this ILogger logger, string source);

    [LoggerMessage(6, LogLevel.Error, "The consumer group was lost, and is made anew from the stream's beginning. If the stream was lost with it, so were the events that nobody had read: what they changed is stale until it expires.")]
    public static partial void GroupLost(this ILogger logger);

    [LoggerMessage(7, LogLevel.Information, "Took over {Count} entries that another worker read and did not acknowledge.")]
    public static partial void TakenOver(this ILogger logger, int count);

    [LoggerMessage(12, LogLevel.Error, "{Count} events were trimmed from the stream before they were carried out: what they changed is stale until it expires.")]
    public static partial void Trimmed(this ILogger logger, int count);

    [LoggerMessage(13, LogLevel.Warning, "The event node refuses to keep {Count} entries for this worker; they may be carried out twice.")]
    public static partial void NotKept(this ILogger logger, Exception exception, int count);

    [LoggerMessage(8, LogLevel.Information, "Another cache node is the primary: carried out the last {Count} invalidations again.")]
    public static partial void Replayed(this ILogger logger, int count);

    [LoggerMessage(9, LogLevel.Warning, "Carrying out the last invalidations again was interrupted; beginning anew.")]
    public static partial void ReplayInterrupted(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "More keys are invalidated within the replay window than Invalidator:ReplayMaxKeys allows for: {Count} are no longer kept for a replay from memory.")]
    public static partial void WindowCut(this ILogger logger, int count);

    [LoggerMessage(11, LogLevel.Warning, "The primary refuses to carry out an invalidation again, for what is stored under its keys; the others are carried out.")]
    public static partial void RepeatRefused(this ILogger logger, Exception exception);
}
