using CacheLayer.Entries;

namespace CacheLayer.Filling;

/// <summary>How the question for a lease ended.</summary>
internal enum LeaseState
{
    /// <summary>Not asked: the cache is switched off or could not be read, or the fetch stores nothing.</summary>
    NotAsked,

    /// <summary>This flight holds the lease: what it fetches may be stored.</summary>
    Granted,

    /// <summary>The primary has the value, or knows that the origin has none.</summary>
    Found,

    /// <summary>Another process holds the lease and has not filled the key in time, or an entry stands in the way that cannot be read.</summary>
    Denied,

    /// <summary>The primary could not be asked.</summary>
    Failed,
}

/// <summary>What the primary answered to the question for a lease.</summary>
/// <param name="State">How it ended.</param>
/// <param name="AskedAt">When the last question was sent.</param>
/// <param name="Latency">Of the first answer.</param>
/// <param name="Waited">Whether another process was found fetching.</param>
/// <param name="Found">What the primary has, when <paramref name="State"/> is <see cref="LeaseState.Found"/>.</param>
/// <param name="Watermark">The lowest version that may be stored, when it is <see cref="LeaseState.Granted"/>.</param>
/// <param name="Fault">Why the cache could not be asked, or null.</param>
internal readonly record struct LeaseResult<T>(
    LeaseState State, long AskedAt, TimeSpan Latency, bool Waited, EntryView<T> Found = default, long Watermark = 0, Exception? Fault = null);
