using CacheLayer.Invalidator.Sources;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Worker;

/// <summary>
/// What this process invalidated lately, in memory: one entry per key, in two halves, each of which spans the replay window. Needs no
/// source that can be read again; what a process that has ended since had invalidated is not in it.
/// </summary>
internal sealed class RecentInvalidations(CacheInvalidator invalidator, IOptions<InvalidatorOptions> options, TimeProvider clock, ILogger<RecentInvalidations> logger) : IReplaySource
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _window = options.Value.ReplayWindow;
    private readonly int _halfLength = options.Value.ReplayMaxKeys / 2;
    private Dictionary<InvalidatedKey, long> _newer = [];
    private Dictionary<InvalidatedKey, long> _older = [];
    private long _newerSince = clock.GetTimestamp();

    /// <summary>Called before they are carried out: between their confirmation and a later call, another node could become the primary.</summary>
    public void Add(IReadOnlyList<Invalidation> invalidations)
    {
        var dropped = 0;
        lock (_lock)
        {
            DropOld();
            if (_newer.Count >= _halfLength)
            {
                dropped = _older.Count;
                Turn();
            }

            foreach (var invalidation in invalidations)
            {
                var key = InvalidatedKey.Of(invalidation);
                _newer[key] = Math.Max(invalidation.Version, _newer.GetValueOrDefault(key));
            }
        }

        if (dropped > 0)
        {
            logger.WindowCut(dropped);
        }
    }

    public async Task<int> RepeatAsync(CancellationToken stopping)
    {
        var all = Snapshot();
        foreach (var batch in all.Chunk(options.Value.BatchSize))
        {
            await RepeatAsync(batch, stopping);
        }

        return all.Count;
    }

    private async Task RepeatAsync(Invalidation[] batch, CancellationToken stopping)
    {
        try
        {
            await invalidator.InvalidateAsync(batch, stopping);
        }
        catch (CacheUnavailableException exception) when (exception.IsKeySpecific)
        {
            // One by one, so that one that can never be carried out stops no other.
            if (batch.Length is 1)
            {
                logger.RepeatRefused(exception);
            }
            else
            {
                foreach (var invalidation in batch)
                {
                    await RepeatAsync([invalidation], stopping);
                }
            }
        }
    }

    private List<Invalidation> Snapshot()
    {
        lock (_lock)
        {
            DropOld();

            // An event that was delivered again may have come after a newer one.
            return
            [
                .. _older.Where(entry => !_newer.ContainsKey(entry.Key)).Concat(_newer)
                    .Select(entry => new Invalidation(entry.Key.Keyspace, entry.Key.Id, Math.Max(entry.Value, _older.GetValueOrDefault(entry.Key)))),
            ];
        }
    }

    private void DropOld()
    {
        var age = clock.GetElapsedTime(_newerSince);
        if (age >= _window)
        {
            Turn();
            if (age >= 2 * _window)
            {
                _older = [];
            }
        }
    }

    private void Turn()
    {
        _older = _newer;
        _newer = [];
        _newerSince = clock.GetTimestamp();
    }
}
