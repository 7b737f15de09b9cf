namespace CacheLayer.L1;

/// <summary>Why the in-process cache was emptied.</summary>
internal enum L1ClearReason
{
    /// <summary>The tracking connection was lost.</summary>
    Lost,

    /// <summary>Nothing was heard on it for longer than <see cref="CacheConnectionOptions.L1TrackingTimeout"/>.</summary>
    Unresponsive,

    /// <summary>Another node is read, or another one is the primary.</summary>
    NodeChanged,

    /// <summary>The node was not proved to be in sync for a moment.</summary>
    NodeUnreadable,

    /// <summary>The node's data was flushed.</summary>
    Flushed,

    /// <summary>Keys have moved from one shard to another, or a shard has other nodes.</summary>
    SlotsMoved,

    /// <summary>Other keyspaces use it, or use it in another way.</summary>
    Settings,
}
