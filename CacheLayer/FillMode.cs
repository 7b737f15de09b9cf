namespace CacheLayer;

/// <summary>What the flights of a keyspace do about the cache. Views of a keyspace that differ in it share no flights.</summary>
internal enum FillMode
{
    /// <summary>Take what the primary has; store what had to be fetched.</summary>
    Missing,

    /// <summary>Fetch in any case, and replace what is stored.</summary>
    Refresh,

    /// <summary>Fetch in any case, and store nothing.</summary>
    Never,
}
