using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Topology;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Node {Node} answers: {Role}")]
    public static partial void NodeAnswers(ILogger logger, string node, NodeRole role);

    [LoggerMessage(2, LogLevel.Warning, "Node {Node} is {Health}: {Reason}")]
    public static partial void NodeFails(ILogger logger, string node, NodeHealth health, string reason);

    [LoggerMessage(7, LogLevel.Information, "The primary is {Node}")]
    public static partial void PrimaryFound(ILogger logger, string node);

    [LoggerMessage(3, LogLevel.Warning, "The primary is now {Node}; it was {Before}")]
    public static partial void PrimaryChanged(ILogger logger, string node, string before);

    [LoggerMessage(17, LogLevel.Warning, "The primary {Node} has restarted, empty")]
    public static partial void PrimaryRestartedEmpty(ILogger logger, string node);

    [LoggerMessage(11, LogLevel.Warning, "The primary {Node} has restarted with data, which may be old: no node is read until the last invalidations have been carried out again")]
    public static partial void PrimaryRestartedWithData(ILogger logger, string node);

    [LoggerMessage(4, LogLevel.Warning, "The sentinels name {Address} as primary, which is none of the nodes in the connection string: add announced= with the addresses that they have for the nodes")]
    public static partial void UnknownPrimary(ILogger logger, string address);

    [LoggerMessage(5, LogLevel.Warning, "The sentinel {Sentinel} {Fault}")]
    public static partial void SentinelFails(ILogger logger, string sentinel, string fault);

    [LoggerMessage(14, LogLevel.Information, "The sentinel {Sentinel} names a primary again")]
    public static partial void SentinelAnswers(ILogger logger, string sentinel);

    [LoggerMessage(15, LogLevel.Warning, "Node {Node} answers neither reads nor probes; it is not read before it answers a probe")]
    public static partial void NodeHangs(ILogger logger, string node);

    [LoggerMessage(8, LogLevel.Warning, "The primary {Node} answers no writes; none waits for it before it answers a probe")]
    public static partial void WritesHang(ILogger logger, string node);

    [LoggerMessage(9, LogLevel.Information, "The node {Node} may be written to again")]
    public static partial void WritesAnswered(ILogger logger, string node);

    [LoggerMessage(16, LogLevel.Warning, "The cache node {Node} {Fault}")]
    public static partial void NodeFaulty(ILogger logger, string node, string fault);

    [LoggerMessage(12, LogLevel.Information, "The cache node {Node} can be used as it should again")]
    public static partial void NodeFaultless(ILogger logger, string node);

    [LoggerMessage(13, LogLevel.Warning, "The address of {Node} leads to another server than before: it has restarted, or was replaced")]
    public static partial void ServerReplaced(ILogger logger, string node);

    [LoggerMessage(10, LogLevel.Error, "A handler of a change of nodes threw")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);
}
