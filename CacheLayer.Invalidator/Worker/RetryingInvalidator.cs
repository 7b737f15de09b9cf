using CacheLayer.Invalidator.Events;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Invalidates, and does not give up while the cache is away: what was not invalidated may be stale.</summary>
internal sealed class RetryingInvalidator(CacheInvalidator invalidator, RecentInvalidations recent, CacheHealth health, TimeProvider clock, ILogger<RetryingInvalidator> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when every copy is gone. At least one attempt is made, even when <paramref name="stopping"/> is already cancelled.</summary>
    /// <exception cref="CacheUnavailableException">The cache is there, and refuses one of them.</exception>
    /// <exception cref="OperationCanceledException">The service stops, and the cache is away.</exception>
    public async Task<InvalidationResult> InvalidateAsync(IEnumerable<PlannedInvalidation> planned, CancellationToken stopping)
    {
        var invalidations = Coalesce(planned);
        var isFailing = false;
        var deleted = 0;
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                // Each time, so that it is still known when it was confirmed after a long outage.
                recent.Add(invalidations);
                try
                {
                    // Not tied to stopping: the batch in hand is finished.
                    var result = await invalidator.InvalidateAsync(invalidations, CancellationToken.None);
                    return result with { Deleted = result.Deleted + deleted };
                }
                catch (CacheUnavailableException exception) when (!exception.IsKeySpecific)
                {
                    deleted += exception.Deleted;
                    if (!isFailing)
                    {
                        isFailing = true;
                        health.Fails(exception);
                        logger.CacheAway(exception, invalidations.Count);
                    }

                    await Task.Delay(pause, clock, stopping);
                }
            }
        }
        finally
        {
            if (isFailing)
            {
                health.Ends();
            }
        }
    }

    /// <summary>One invalidation per key with the highest version, and one without a version: they do what all of them would.</summary>
    private static List<Invalidation> Coalesce(IEnumerable<PlannedInvalidation> planned)
    {
        var versions = new Dictionary<InvalidatedKey, long>();
        foreach (var (_, _, invalidation) in planned)
        {
            var key = InvalidatedKey.Of(invalidation);
            versions[key] = Math.Max(invalidation.Version, versions.GetValueOrDefault(key));
        }

        return [.. versions.Select(entry => new Invalidation(entry.Key.Keyspace, entry.Key.Id, entry.Value))];
    }
}
