using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>
/// The policy of one keyspace, bound from <c>CacheLayer:Keyspaces:{name}</c>. Changes are taken over while the application runs;
/// when one of them is invalid, the keyspace keeps all its old settings. <c>docs/keyspaces.md</c> says what each one guarantees.
/// </summary>
public sealed record KeyspaceOptions
{
    /// <summary>The longest life of an entry, 3,650 days: a fetch or a call that gives a longer one gets this.</summary>
    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(3650);

    /// <summary>How long an entry lives; 1 second to 30 days.</summary>
    /// <value>5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>By which part of its life an entry may be shortened at random, so that entries stored together do not expire together; 0 to 0.5. Never lengthened.</summary>
    /// <value>0.1: an entry lives 90 to 100 % of its TTL.</value>
    [Range(0.0, 0.5)]
    public double Jitter { get; set; } = 0.1;

    /// <summary>How long it is remembered that the origin has no such value; 1 second to 1 day. Null: it is not.</summary>
    /// <value>Null.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? NegativeTtl { get; set; }

    /// <summary>At which part of its life an entry that is read is fetched again in the background; 0.1 to 0.95. Null: never.</summary>
    /// <value>Null.</value>
    [Range(0.1, 0.95)]
    public double? EagerRefreshAt { get; set; }

    /// <summary>For how long after its end an entry may still be served when the fetch of a new one fails; 1 second to 7 days. Null: not at all.</summary>
    /// <value>Null.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan? FailSafeMaxStale { get; set; }

    /// <summary>How long a fetch usually takes; 1 millisecond to 1 minute. What waiting for another process is measured by.</summary>
    /// <value>50 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan OriginLatency { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long to wait for a value that another process is fetching, in multiples of <see cref="OriginLatency"/>; 0 (not at all) to 20.</summary>
    /// <value>2: a fetch that takes twice its usual time is waited for, a slower one is done again.</value>
    [Range(0.0, 20.0)]
    public double FillWaitFactor { get; set; } = 2;

    /// <summary>The longest fetch whose value is still stored; 100 milliseconds to 5 minutes. Also how long a process that died keeps others from filling a key.</summary>
    /// <value>10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan LeaseTtl { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Fetches of this process that may be under way at once, a bulk fetch counting as one; 1 to 10,000. In the hybrid cache, of each factory.</summary>
    /// <value>128: at 50 milliseconds a fetch, 2,560 a second.</value>
    [Range(1, 10_000)]
    public int MaxConcurrentFetches { get; set; } = 128;

    /// <summary>Fetches that may wait for their turn; those over it fail at once with <see cref="OriginOverloadedException"/>; 0 to 100,000.</summary>
    /// <value>512: at 50 milliseconds a fetch, the last of them waits 200 milliseconds.</value>
    [Range(0, 100_000)]
    public int MaxQueuedFetches { get; set; } = 512;

    /// <summary>How long a fetch waits for its turn before it fails with <see cref="OriginOverloadedException"/>; 1 millisecond to 1 minute.</summary>
    /// <value>1 second: behind an origin that hangs, no caller queues for long.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxFetchWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a fetch may take before those who wait for it get a <see cref="TimeoutException"/> and its token is cancelled; 100 milliseconds to 1 hour. One that goes on all the same is abandoned: see <see cref="MaxAbandonedFetches"/>.</summary>
    /// <value>1 minute: no usual fetch is cut off, and none that hangs holds its key for ever.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Fetches that may go on after <see cref="FetchTimeout"/>, ignoring their cancellation token, before the origin is taken to hang; 1 to 10,000. They hold
    /// no place among <see cref="MaxConcurrentFetches"/>. From so many on one fetch a second is tried, and others fail with <see cref="OriginOverloadedException"/>, until one is answered.
    /// </summary>
    /// <value>128.</value>
    [Range(1, 10_000)]
    public int MaxAbandonedFetches { get; set; } = 128;

    /// <summary>The most keys of one call to a fetcher that fetches many; 1 to 10,000. A batch that misses more makes several calls, two at a time.</summary>
    /// <value>500.</value>
    [Range(1, 10_000)]
    public int MaxFetchBatchSize { get; set; } = 500;

    /// <summary>The largest entry that is stored or read, before compression, in bytes; 64 to 64 MiB. A larger one is answered and not stored; a larger one that is found is a miss.</summary>
    /// <value>1 MiB.</value>
    [Range(64, 64 * 1024 * 1024)]
    public int MaxEntryBytes { get; set; } = 1024 * 1024;

    /// <summary>The size in bytes above which a value is compressed with LZ4, when that makes it smaller; 64 to 64 MiB. Null: never.</summary>
    /// <value>Null.</value>
    [Range(64, 64 * 1024 * 1024)]
    public int? CompressionThreshold { get; set; }

    /// <summary>How far invalidations may be behind before <see cref="WhenLagging"/> is done; 3 seconds to 1 day. Null: nothing is done. Needs a worker that reports its lag: see <see cref="CacheInvalidator.ReportLagAsync"/>.</summary>
    /// <value>Null.</value>
    [Range(typeof(TimeSpan), "00:00:03", "1.00:00:00")]
    public TimeSpan? MaxLag { get; set; }

    /// <summary>What is done while invalidations are further behind than <see cref="MaxLag"/>.</summary>
    /// <value><see cref="LagResponse.Clamp"/>.</value>
    [EnumDataType(typeof(LagResponse))]
    public LagResponse WhenLagging { get; set; } = LagResponse.Clamp;

    /// <summary>The oldest entry that is served while lagging, with <see cref="LagResponse.Clamp"/>; 100 milliseconds to 1 hour.</summary>
    /// <value>5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LaggingTtl { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether and how values are kept in the memory of this process as well.</summary>
    /// <value>Off.</value>
    [Required]
    public L1Options L1 { get; set; } = new();

    /// <summary>Whether the cache is asked. When not, every read goes to the origin and nothing it brings is stored; invalidations are carried out all the same.</summary>
    /// <value>True.</value>
    public bool ReadsEnabled { get; set; } = true;

    /// <summary>Whether values are stored. When not, what is there is served until it expires or is invalidated.</summary>
    /// <value>True.</value>
    public bool WritesEnabled { get; set; } = true;

    /// <summary>The oldest entry that is served, whatever life it was given; null when that does not matter.</summary>
    internal TimeSpan? MaxAge { get; private init; }

    /// <summary>The Unix time in milliseconds before which an entry was stored too early to be served; 0 for no limit.</summary>
    internal long StoredFrom { get; init; }

    /// <summary>What holds while invalidations lag behind. Fail-safe is off: any stale entry may have an invalidation under way.</summary>
    internal KeyspaceOptions WhileLagging() => WhenLagging is LagResponse.Bypass
        ? this with { ReadsEnabled = false, WritesEnabled = false }
        : this with { MaxAge = LaggingTtl, FailSafeMaxStale = null };
}
