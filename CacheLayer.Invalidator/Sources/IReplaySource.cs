namespace CacheLayer.Invalidator.Sources;

/// <summary>Remembers what was carried out lately, because a node that becomes the primary may have missed it.</summary>
internal interface IReplaySource
{
    /// <summary>Carries out again what was carried out within the replay window.</summary>
    /// <returns>How many invalidations that were.</returns>
    Task<int> RepeatAsync(CancellationToken stopping);
}
