namespace CacheLayer.Entries;

/// <summary>What was found under a key.</summary>
internal enum EntryState
{
    /// <summary>The cache was not asked, or did not answer.</summary>
    Unknown,

    /// <summary>There is no entry.</summary>
    Absent,

    /// <summary>There is one that cannot be read.</summary>
    Undecodable,

    /// <summary>There is one of another shape: another build of the application reads it, so it stays.</summary>
    OtherShape,

    /// <summary>There is one that has expired.</summary>
    Expired,

    /// <summary>There is one that has expired, and may be served when the fetch of a new one fails.</summary>
    Stale,

    /// <summary>The origin is known to have no value.</summary>
    Negative,

    /// <summary>There is a value.</summary>
    Value,
}
