namespace CacheLayer.Tests.Races.Histories;

/// <summary>What can happen next to one key.</summary>
internal enum StepKind
{
    /// <summary>A reader asks for the value; the step ends when it has its answer, fetches, or waits for who fetches.</summary>
    Read,

    /// <summary>The origin looks up what it will answer to that reader's fetch.</summary>
    Fetch,

    /// <summary>The origin's answer arrives, and the cache stores it or does not; the step ends when that is decided.</summary>
    Fill,

    /// <summary>The origin's value changes: the next version.</summary>
    Write,

    /// <summary>The cache is told of the origin's version; the step ends when it has acknowledged.</summary>
    Invalidate,

    /// <summary>One of the entry's Redis keys reaches the end of its life: 0 the value, 1 the lease.</summary>
    Expire,

    /// <summary>A replica catches up with the primary.</summary>
    Replicate,

    /// <summary>That replica becomes the primary; it lacks what happened since it caught up, or since an acknowledgement if that was later.</summary>
    Failover,
}
