using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Topology;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Node {Node} is up as {Role}")]
    public static partial void NodeAnswers(ILogger logger, string node, NodeRole role);

    [LoggerMessage(2, LogLevel.Warning, "Node {Node} is {Health}: {Reason}")]
    public static partial void NodeFails(ILogger logger, string node, NodeHealth health, string reason);

    [LoggerMessage(7, LogLevel.Information, "The primary is {Node}")]
    public static partial void PrimaryFound(ILogger logger, string node);

    [LoggerMessage(3, LogLevel.Warning, "The primary is now {Node}; it was {Before}")]
    public static partial void PrimaryChanged(ILogger logger, string node, string before);

    [LoggerMessage(17, LogLevel.Warning, "The primary {Node} restarted empty")]
    public static partial void PrimaryRestartedEmpty(ILogger logger, string node);

    [LoggerMessage(11, LogLevel.Warning, "The primary {Node} restarted with data that may be out of date; no node is read until recent invalidations have been replayed")]
    public static partial void PrimaryRestartedWithData(ILogger logger, string node);

    [LoggerMessage(18, LogLevel.Warning, "The primary {Node} restarted from a snapshot, which lacks every removal since; nothing stored before the restart is served. Start it empty (save \"\") or with appendonly yes")]
    public static partial void SnapshotRestored(ILogger logger, string node);

    [LoggerMessage(4, LogLevel.Warning, "The sentinels name {Address} as primary, which is not a node of the connection string; add announced= with the addresses that the sentinels know")]
    public static partial void UnknownPrimary(ILogger logger, string address);

    [LoggerMessage(5, LogLevel.Warning, "Sentinel {Sentinel} {Fault}")]
    public static partial void SentinelFails(ILogger logger, string sentinel, string fault);

    [LoggerMessage(14, LogLevel.Information, "Sentinel {Sentinel} names a primary again")]
    public static partial void SentinelAnswers(ILogger logger, string sentinel);

    [LoggerMessage(15, LogLevel.Warning, "Node {Node} is unresponsive; it is not read until it answers a probe")]
    public static partial void NodeHangs(ILogger logger, string node);

    [LoggerMessage(8, LogLevel.Warning, "The primary {Node} does not answer writes; writes fail fast until it answers a probe")]
    public static partial void WritesHang(ILogger logger, string node);

    [LoggerMessage(9, LogLevel.Information, "Node {Node} accepts writes again")]
    public static partial void WritesAnswered(ILogger logger, string node);

    [LoggerMessage(16, LogLevel.Warning, "Node {Node} {Fault}")]
    public static partial void NodeFaulty(ILogger logger, string node, string fault);

    [LoggerMessage(12, LogLevel.Information, "Node {Node} works as configured again")]
    public static partial void NodeFaultless(ILogger logger, string node);

    [LoggerMessage(13, LogLevel.Warning, "The address of {Node} now leads to another server: the node restarted or was replaced")]
    public static partial void ServerReplaced(ILogger logger, string node);

    [LoggerMessage(10, LogLevel.Error, "A topology-change handler threw")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);
}
