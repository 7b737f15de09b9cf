namespace CacheLayer.Redis.Connections;

/// <summary>
/// The client routes by itself, past the router, once it knows that a node is part of a cluster; it asks for that with CLUSTER.
/// So that command is hidden from it, and sent under the name of another one that is not used here.
/// </summary>
internal static class ClusterCommand
{
    /// <summary>The name by which <c>CLUSTER</c> is sent.</summary>
    public const string Name = "MONITOR";

    /// <summary>What a connection string says to that effect.</summary>
    public const string Renaming = $"$CLUSTER=,${Name}=CLUSTER";
}
