using System.Globalization;

namespace CacheLayer.Redis.Connections;

/// <summary>What a node answered to INFO.</summary>
/// <param name="Role">What it says it is.</param>
/// <param name="ReplicationId">The id of the line of writes it holds; a promoted replica begins a new one.</param>
/// <param name="SecondaryReplicationId">The id of the line that it continues since it was promoted.</param>
/// <param name="Offset">How far in that line it is, in bytes.</param>
/// <param name="HasFullDataset">Whether it holds a whole dataset: not loading, not syncing, and for a replica, has been in sync since it started.</param>
/// <param name="LinkUp">Whether a replica is connected to its primary.</param>
/// <param name="ReplicaLagSeconds">For each replica that is attached to it: how many seconds ago that one confirmed something.</param>
/// <param name="UsedMemory">Bytes in use.</param>
/// <param name="MaxMemory">Bytes it may use, or 0.</param>
/// <param name="EvictedKeys">Keys evicted since it started.</param>
internal sealed record NodeInfo(
    NodeRole Role,
    string ReplicationId,
    string SecondaryReplicationId,
    long Offset,
    bool HasFullDataset,
    bool LinkUp,
    int[] ReplicaLagSeconds,
    long UsedMemory,
    long MaxMemory,
    long EvictedKeys)
{
    /// <summary>The first version of Redis that has all the commands that are used.</summary>
    public static readonly Version LeastVersion = new(6, 2);

    /// <summary>The addresses, as <see cref="AddressText"/> writes them, of the replicas that are attached to it and not syncing any more.</summary>
    public IReadOnlyList<string> OnlineReplicas { get; private init; } = [];

    /// <summary>Whether it is a primary that is to refuse writes while too few replicas confirm them (<c>min-replicas-to-write</c>).</summary>
    public bool NeedsReplicas { get; private init; }

    /// <summary>The id of the server's process: another one after a restart. Empty where the server does not say.</summary>
    public string RunId { get; private init; } = "";

    /// <summary>For how many seconds the process has run, give or take one.</summary>
    public long Uptime { get; private init; }

    /// <summary>Whether it comes back with every command that it has written to its disk (<c>appendonly yes</c>), and not with a snapshot.</summary>
    public bool IsAppendOnly { get; private init; }

    /// <summary>Whether it holds any key, or loads some.</summary>
    public bool HasData { get; private init; }

    /// <summary>Whether it could not write to its disk when it last tried: it may refuse writes then (<c>stop-writes-on-bgsave-error</c>).</summary>
    public bool HasDiskFault { get; private init; }

    /// <summary>Whether it is at its limit and evicts nothing, or only keys that have a life: it stores nothing more, and removes all the same.</summary>
    public bool IsFull { get; private init; }

    /// <summary>The version of Redis that it is, or is compatible with; null when it does not say.</summary>
    public Version? Version { get; private init; }

    /// <summary>Whether it has all the commands that are used.</summary>
    public bool IsSupported => Version is null || Version >= LeastVersion;

    public static NodeInfo Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon > 0 && line[0] != '#')
            {
                fields[line[..colon].ToString()] = line[(colon + 1)..].ToString();
            }
        }

        var isPrimary = Text("role") == "master";
        var linkUp = isPrimary || Text("master_link_status") == "up";
        string[] online = [.. fields.Where(field => IsReplica(field.Key) && field.Value.Contains("state=online", StringComparison.Ordinal)).Select(field => field.Value)];
        return new(
            isPrimary ? NodeRole.Primary : NodeRole.Replica,
            Text("master_replid"),
            Text("master_replid2"),
            Number(isPrimary ? "master_repl_offset" : "slave_repl_offset"),
            HasFullDataset: Number("loading") == 0
                && (isPrimary || (Number("master_sync_in_progress") == 0 && (linkUp || Number("master_link_down_since_seconds") >= 0))),
            linkUp,
            Array.ConvertAll(online, Silence),
            Number("used_memory"),
            Number("maxmemory"),
            Number("evicted_keys"))
        {
            OnlineReplicas = Array.ConvertAll(online, replica => AddressText.Of(Part(replica, "ip="), (int)Parsed(Part(replica, "port=")))),
            RunId = Text("run_id"),
            Uptime = Number("uptime_in_seconds"),
            IsAppendOnly = Number("aof_enabled") is not 0,
            HasData = Number("loading") is not 0 || fields.Any(field => IsDatabase(field.Key)),
            HasDiskFault = Text("rdb_last_bgsave_status") is "err" || Text("aof_last_write_status") is "err",
            IsFull = Number("maxmemory") is > 0 and var limit && Number("used_memory") >= limit && !Text("maxmemory_policy").StartsWith("allkeys", StringComparison.Ordinal),
            Version = System.Version.TryParse(Text("redis_version"), out var version) ? version : null,
            NeedsReplicas = fields.ContainsKey("min_slaves_good_slaves"),
        };

        static bool IsReplica(string name) => name.StartsWith("slave", StringComparison.Ordinal) && char.IsAsciiDigit(name[^1]);
        static bool IsDatabase(string name) => name.StartsWith("db", StringComparison.Ordinal) && name.Length > 2 && name.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;
        static string Part(string replica, string name)
            => replica.Split(',').FirstOrDefault(field => field.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";
        static int Silence(string replica) => int.TryParse(Part(replica, "lag="), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        string Text(string name) => fields.GetValueOrDefault(name, "");
        long Number(string name) => Parsed(Text(name));
        static long Parsed(string text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
