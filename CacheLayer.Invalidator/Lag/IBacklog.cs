namespace CacheLayer.Invalidator.Lag;

/// <summary>Knows what waits at a source.</summary>
internal interface IBacklog
{
    /// <summary>Measures it, for all workers of the source together. Throws when the source does not answer.</summary>
    Task<Backlog> MeasureAsync(CancellationToken stopping);
}
