namespace CacheLayer.Redis.Dispatch;

/// <summary>What becomes of a write that the primary did not answer.</summary>
internal enum WriteRetry
{
    /// <summary>It fails at once: fills never wait.</summary>
    Never,

    /// <summary>It is tried again until <see cref="CacheConnectionOptions.WriteDeadline"/>; only for writes that may be done twice.</summary>
    UntilDeadline,
}
