using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Cluster;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Node {Node} is not part of a cluster, as the connection string says: {Reason}")]
    public static partial void NoCluster(ILogger logger, string node, string reason);

    [LoggerMessage(2, LogLevel.Warning, "What the nodes of the cluster say could not be put into force; the last layout stays")]
    public static partial void LayoutFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "A shard of the cluster has the nodes {Nodes}")]
    public static partial void ShardFound(ILogger logger, string nodes);

    [LoggerMessage(4, LogLevel.Information, "{Slots} slots of the cluster have moved to other shards")]
    public static partial void SlotsMoved(ILogger logger, int slots);
}
