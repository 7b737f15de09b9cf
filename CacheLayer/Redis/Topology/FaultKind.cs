namespace CacheLayer.Redis.Topology;

/// <summary>Why a node cannot be used as it should.</summary>
internal enum FaultKind
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It is away, or does not answer: that passes, and probes find it out as well.</summary>
    Unreachable,

    /// <summary>Nothing listens at its address.</summary>
    Gone,

    /// <summary>It refuses the user or the password.</summary>
    Credentials,

    /// <summary>The user may not run all the commands that are needed.</summary>
    Rights,

    /// <summary>It answers and cannot be used: a setting here or there must change.</summary>
    Unusable,
}
