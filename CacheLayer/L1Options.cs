using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>
/// The in-process cache of one keyspace, bound from <c>CacheLayer:Keyspaces:{name}:L1</c>. Its values are shared between callers:
/// switch it on only for types that no caller changes after reading them. <c>docs/l1.md</c> says what it guarantees.
/// </summary>
public sealed record L1Options
{
    /// <summary>Whether hot values are kept in the memory of this process as well, and served from there without asking Redis.</summary>
    /// <value>False.</value>
    public bool Enabled { get; set; }

    /// <summary>How many values are kept at most; 10 to 1,000,000. A full cache evicts those that are read least.</summary>
    /// <value>10,000.</value>
    [Range(10, 1_000_000)]
    public int Capacity { get; set; } = 10_000;

    /// <summary>How long a value is served before Redis is asked again, if its TTL does not end it earlier; 100 milliseconds to 1 day.</summary>
    /// <value>1 minute: a key that is hot costs Redis one read a minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan MaxLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest entry that is kept, in bytes as Redis stores it; 64 to 64 MiB.</summary>
    /// <value>64 KiB: with the default capacity, at most 640 MiB of entries that are all as large as that.</value>
    [Range(64, 64 * 1024 * 1024)]
    public int MaxEntryBytes { get; set; } = 64 * 1024;
}
