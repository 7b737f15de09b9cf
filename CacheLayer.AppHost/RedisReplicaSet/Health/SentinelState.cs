using System.Globalization;

namespace Aspire.Hosting;

/// <summary>What a sentinel knows: <c>SENTINEL MASTER</c>.</summary>
/// <param name="Primary">The address of the primary.</param>
/// <param name="Flags">How it sees the primary: <c>master</c>, or with <c>s_down</c>, <c>o_down</c>, <c>failover_in_progress</c>...</param>
/// <param name="Replicas">How many replicas it knows, and could promote.</param>
/// <param name="OtherSentinels">How many other sentinels it knows, and could agree with.</param>
internal sealed record SentinelState(string Primary, string Flags, int Replicas, int OtherSentinels)
{
    public static SentinelState From(IEnumerable<KeyValuePair<string, string>> answer)
    {
        var fields = new Dictionary<string, string>(answer, StringComparer.Ordinal);
        return new SentinelState($"{fields["ip"]}:{fields["port"]}", fields["flags"], Number("num-slaves"), Number("num-other-sentinels"));

        int Number(string field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    /// <summary>Whether it could carry out a failover: it knows all replicas and all other sentinels.</summary>
    public bool Knows(RedisReplicaSetResource set) => Replicas >= set.Nodes.Count - 1 && OtherSentinels >= set.Sentinels.Count - 1;
}
