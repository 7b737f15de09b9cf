using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Cluster;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The connection string says cluster=true, but node {Node} is not part of a cluster: {Reason}")]
    public static partial void NoCluster(ILogger logger, string node, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Could not apply the cluster's layout; keeping the previous one")]
    public static partial void LayoutFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Found a shard of the cluster with nodes {Nodes}")]
    public static partial void ShardFound(ILogger logger, string nodes);

    [LoggerMessage(4, LogLevel.Information, "{Slots} slots of the cluster moved to other shards")]
    public static partial void SlotsMoved(ILogger logger, int slots);
}
