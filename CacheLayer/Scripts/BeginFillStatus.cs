namespace CacheLayer.Scripts;

/// <summary>What the primary answers to <see cref="BeginFillScript"/>.</summary>
internal enum BeginFillStatus
{
    /// <summary>Another process holds the lease and is fetching.</summary>
    Held,

    /// <summary>The caller holds the lease now, and is to fetch.</summary>
    Granted,

    /// <summary>The primary has an entry; the node that was read first lags behind, or another process has filled the key since.</summary>
    Found,
}
