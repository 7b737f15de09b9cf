namespace Aspire.Hosting;

/// <summary>The environment that redis-node.sh reads.</summary>
internal static class NodeEnvironment
{
    public static void Fill(IDictionary<string, object> variables, RedisReplicaSetResource set, RedisServer node)
    {
        var first = set.Nodes[0];
        Fill(variables, node, set.PasswordParameter);
        variables["REDIS_MAXMEMORY"] = set.MaxMemory;
        variables["REDIS_SERVICE_NAME"] = set.Name;
        variables["REDIS_PRIMARY"] = node == first ? "" : first.Announced;
        variables["REDIS_SENTINELS"] = string.Join(' ', set.Sentinels.Select(sentinel => sentinel.Announced));
    }

    /// <summary>What every node needs.</summary>
    public static void Fill(IDictionary<string, object> variables, RedisServer node, ParameterResource password)
    {
        variables["REDIS_PORT"] = $"{node.ListenPort}";
        variables["REDIS_BIND"] = node.Bind;
        variables["REDIS_DIR"] = node.Folder;
        variables["REDIS_ANNOUNCE_HOST"] = node.AnnouncedHost;
        variables["REDIS_ANNOUNCE_PORT"] = $"{node.ListenPort}";
        variables["REDIS_PASSWORD"] = password;
    }
}
