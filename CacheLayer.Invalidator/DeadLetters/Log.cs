namespace CacheLayer.Invalidator.DeadLetters;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Count} dead letters were put back onto the stream of changes; {Cut} stay, because only the beginning of their body is kept.")]
    public static partial void Redriven(this ILogger logger, int count, int cut);

    [LoggerMessage(2, LogLevel.Information, "{Count} dead letters were removed for good.")]
    public static partial void Purged(this ILogger logger, int count);
}
