using Microsoft.Extensions.Logging;

namespace CacheLayer.Invalidations;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Invalidations of keyspace {Keyspace} may be {Lag} behind: {Response} until they have caught up")]
    public static partial void Lags(ILogger logger, string keyspace, TimeSpan lag, LagResponse response);

    [LoggerMessage(2, LogLevel.Information, "Invalidations of keyspace {Keyspace} have caught up")]
    public static partial void LagsNoMore(ILogger logger, string keyspace);

    [LoggerMessage(3, LogLevel.Debug, "How far invalidations are behind cannot be read")]
    public static partial void ReportUnreadable(ILogger logger, Exception exception);
}
