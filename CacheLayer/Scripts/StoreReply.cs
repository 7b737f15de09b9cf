namespace CacheLayer.Scripts;

/// <summary>What <see cref="StoreScript"/> did.</summary>
internal enum StoreReply
{
    /// <summary>Nothing: the version is below the watermark.</summary>
    TooOld,

    /// <summary>The value is stored.</summary>
    Stored,

    /// <summary>The node has no memory for the value, and removed the one that it would have replaced.</summary>
    OutOfMemory,

    /// <summary>Nothing: the lease that it was to be stored under is gone.</summary>
    LeaseLost,
}
