using Microsoft.Extensions.Logging;

namespace CacheLayer.Invalidations;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Invalidations of keyspace {Keyspace} may be {Lag} behind; applying {Response} until they catch up")]
    public static partial void Lags(ILogger logger, string keyspace, TimeSpan lag, LagResponse response);

    [LoggerMessage(2, LogLevel.Information, "Invalidations of keyspace {Keyspace} have caught up")]
    public static partial void LagsNoMore(ILogger logger, string keyspace);

    [LoggerMessage(3, LogLevel.Debug, "Could not read the invalidation lag")]
    public static partial void ReportUnreadable(ILogger logger, Exception exception);
}
