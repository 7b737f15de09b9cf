namespace Aspire.Hosting.ApplicationModel;

/// <summary>A node of a cluster.</summary>
/// <param name="Server">Its process or container.</param>
/// <param name="BusPort">The port on which the nodes talk with each other.</param>
internal sealed record RedisClusterNode(RedisServer Server, int BusPort)
{
    /// <summary>How the other nodes reach it, as redis-cluster.sh reads it.</summary>
    public string BusAddress => $"{Server.Announced}@{BusPort}";
}
