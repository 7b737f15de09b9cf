namespace Aspire.Hosting;

/// <summary>The environment that redis-sentinel.sh reads.</summary>
internal static class SentinelEnvironment
{
    public static void Fill(IDictionary<string, object> variables, RedisReplicaSetResource set, RedisServer sentinel)
    {
        variables["SENTINEL_PORT"] = $"{sentinel.ListenPort}";
        variables["SENTINEL_BIND"] = sentinel.Bind;
        variables["SENTINEL_DIR"] = sentinel.Folder;
        variables["SENTINEL_MONITOR"] = set.Nodes[0].Announced;
        variables["SENTINEL_QUORUM"] = $"{set.Quorum}";
        variables["SENTINEL_REPLICAS"] = $"{set.Nodes.Count - 1}";
        variables["REDIS_SERVICE_NAME"] = set.Name;
        variables["REDIS_PASSWORD"] = set.PasswordParameter;
    }
}
