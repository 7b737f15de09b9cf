namespace CacheLayer.Redis.Topology;

/// <summary>What became of the last probe of a node.</summary>
internal enum NodeHealth
{
    /// <summary>There was none yet.</summary>
    Unknown,

    /// <summary>It answered.</summary>
    Up,

    /// <summary>It did not answer in time: it hangs, or we do.</summary>
    Unresponsive,

    /// <summary>There is no connection to it.</summary>
    Down,
}
