using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>The policy of one keyspace, bound from <c>CacheLayer:Keyspaces:{name}</c>; changes are taken over while the application runs.</summary>
public sealed class KeyspaceOptions
{
    /// <summary>How long an entry lives; 1 second to 30 days.</summary>
    /// <value>300 seconds, as in the user's story.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a fetch usually takes; 1 millisecond to 1 minute. What waiting for another process is measured by.</summary>
    /// <value>50 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan OriginLatency { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long to wait for a value that another process is fetching, in multiples of <see cref="OriginLatency"/>; 0 (not at all) to 20.</summary>
    /// <value>2: a fetch that takes twice its usual time is waited for, a slower one is done again.</value>
    [Range(0.0, 20.0)]
    public double FillWait { get; set; } = 2;

    /// <summary>The longest fetch whose value is still stored; 100 milliseconds to 5 minutes. Also how long a process that died keeps others from filling a key.</summary>
    /// <value>10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan FenceLife { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Fetches of this process that may be under way at once, a bulk fetch counting as one; 1 to 10,000.</summary>
    /// <value>128: at 50 milliseconds a fetch, 2,560 a second.</value>
    [Range(1, 10_000)]
    public int MaxFetches { get; set; } = 128;

    /// <summary>Fetches that may wait for their turn; those over it fail at once with <see cref="OriginOverloadedException"/>; 0 to 100,000.</summary>
    /// <value>512: at 50 milliseconds a fetch, the last of them waits 200 milliseconds.</value>
    [Range(0, 100_000)]
    public int MaxWaitingFetches { get; set; } = 512;

    /// <summary>How long a fetch waits for its turn before it fails with <see cref="OriginOverloadedException"/>; 1 millisecond to 1 minute.</summary>
    /// <value>1 second: an origin that hangs keeps nobody waiting for those before him.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxFetchWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest entry that is stored or read, in bytes; 64 to 64 MiB. A larger one is a miss.</summary>
    /// <value>1 MiB.</value>
    [Range(64, 64 * 1024 * 1024)]
    public int MaxEntryBytes { get; set; } = 1024 * 1024;
}
