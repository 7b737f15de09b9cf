namespace CacheLayer.Invalidator.DeadLetters;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Redrove {Count} dead letters to the change stream; {Cut} remain because their bodies were truncated when they were stored.")]
    public static partial void Redriven(this ILogger logger, int count, int cut);

    [LoggerMessage(2, LogLevel.Information, "Purged {Count} dead letters.")]
    public static partial void Purged(this ILogger logger, int count);
}
