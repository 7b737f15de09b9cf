namespace CacheLayer.Redis.Cluster;

/// <summary>A primary and its replicas, by their addresses.</summary>
/// <param name="Primary">The primary.</param>
/// <param name="Replicas">The replicas.</param>
internal sealed record ClusterShard(string Primary, IReadOnlyList<string> Replicas)
{
    public IEnumerable<string> Members => Replicas.Prepend(Primary);
}
