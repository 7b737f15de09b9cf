namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>What a <see cref="FaultyCache"/> does wrong at every fifth change, though it says that every copy is gone.</summary>
internal enum InjectedFault
{
    None,

    /// <summary>Invalidates, and later puts back what was there.</summary>
    FillsLate,

    /// <summary>Does not invalidate.</summary>
    LosesTheEvent,

    /// <summary>Invalidates, and leaves the old entry on the replicas.</summary>
    LeavesReplicasBehind,

    /// <summary>Does not invalidate, and the primary dies: as if the promoted replica had missed it. Once only.</summary>
    FailsOver,

    /// <summary>Invalidates, and goes on answering from its memory.</summary>
    RemembersInItsProcess,

    /// <summary>Invalidates, and goes on answering with what was fetched before.</summary>
    SharesAnOldFetch,
}
