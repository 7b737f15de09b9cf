namespace CacheLayer.Traffic.Checking;

/// <summary>Why a read that returned an older version is a violation.</summary>
internal enum StaleCause
{
    /// <summary>The change was acknowledged before the read began.</summary>
    AfterAcknowledgement,

    /// <summary>The change was never acknowledged, and by now its event must have been lost.</summary>
    LostEvent,
}
