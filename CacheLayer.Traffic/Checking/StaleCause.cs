namespace CacheLayer.Traffic.Checking;

/// <summary>Why a read returned an older version than it may.</summary>
internal enum StaleCause
{
    /// <summary>The change was acknowledged before the read began, and what would tell more was out of reach or gone when it was looked at.</summary>
    AfterAcknowledgement,

    /// <summary>The event of the change was never carried out: it was never acknowledged, or acknowledged although the old entry stayed on the primary.</summary>
    LostEvent,

    /// <summary>The old value was written to the primary after the change was made.</summary>
    LateFill,

    /// <summary>Only a replica had the old value.</summary>
    ReplicaLag,

    /// <summary>The old value is on a primary that was promoted since the change was begun: it lacked the invalidation.</summary>
    Failover,

    /// <summary>The orchestrator answered from its own memory.</summary>
    L1,

    /// <summary>It was no hit: the orchestrator answered with what it, or somebody it joined, had fetched before the change.</summary>
    OldFetch,
}
