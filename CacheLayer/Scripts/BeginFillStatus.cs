namespace CacheLayer.Scripts;

/// <summary>What the primary answers to <see cref="BeginFillScript"/>.</summary>
internal enum BeginFillStatus
{
    /// <summary>Somebody else holds the lease: it is fetching.</summary>
    Held,

    /// <summary>The caller holds the lease now, and is to fetch.</summary>
    Granted,

    /// <summary>The primary has an entry; the node that was read first was behind, or somebody filled it since.</summary>
    Found,
}
