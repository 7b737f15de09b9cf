using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Invalidations;

/// <summary>Carries out again what this process lately did to a shard whose primary has restarted with data.</summary>
internal sealed class RestartReplay(CacheInvalidator invalidator, KeyRouter router, RecentWrites recent)
{
    private const int PipelineLength = 128;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when all of it is confirmed, or refused for what is stored under a key.</summary>
    public async Task RunAsync(TopologyRouter shard, CancellationToken stopping)
    {
        foreach (var keyspace in recent.Swept())
        {
            await PersistAsync(() => TrySweepAsync(keyspace, stopping), stopping).ConfigureAwait(false);
        }

        // A key that no known shard owns is not read either, and must not hold up the others.
        foreach (var writes in recent.All().Where(write => router.FindShardOf(write.Keys.Value) == shard).Chunk(PipelineLength))
        {
            await PersistAsync(() => TryAsync(writes, stopping), stopping).ConfigureAwait(false);
        }
    }

    private static async Task PersistAsync(Func<Task<bool>> attempt, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && !await attempt().ConfigureAwait(false))
        {
            await Task.Delay(RetryPause, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TrySweepAsync(Keyspace keyspace, CancellationToken stopping)
    {
        try
        {
            await invalidator.SweepAsync(keyspace, stopping).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (CacheFault.Is(e) || e is OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Whether it is done, or never can be.</returns>
    private async Task<bool> TryAsync(RecentWrite[] writes, CancellationToken stopping)
    {
        try
        {
            await invalidator.RemoveAsync([.. writes.SelectMany(Invalidations)], stopping).ConfigureAwait(false);
            var stored = Array.FindAll(writes, write => !write.StoredAt.IsEmpty);
            if (stored.Length > 0)
            {
                await invalidator.ConfirmAsync(stored, RemoveOlderAsync, stopping).ConfigureAwait(false);
            }

            return true;
        }
        catch (CacheUnavailableException e) when (e.IsKeySpecific && writes.Length > 1)
        {
            // One by one, so that one that can never be carried out stops no other.
            var all = true;
            foreach (var write in writes)
            {
                all &= await TryAsync([write], stopping).ConfigureAwait(false);
            }

            return all;
        }
        catch (Exception e) when (CacheFault.Is(e) || e is OperationCanceledException)
        {
            return e is CacheUnavailableException { IsKeySpecific: true };
        }
    }

    private static IEnumerable<(EntryKeys Keys, long Version)> Invalidations(RecentWrite write)
    {
        if (write.IsRemoved)
        {
            yield return (write.Keys, 0);
        }

        if (write.Version > 0)
        {
            yield return (write.Keys, write.Version);
        }
    }

    private static async Task<int> RemoveOlderAsync(ReplicatedWrite write, RecentWrite[] stored, CancellationToken stopping)
    {
        var primaries = await write.PrimariesOfAsync(Array.ConvertAll(stored, one => one.Keys), stopping).ConfigureAwait(false);
        var removed = await Task.WhenAll(stored.Select((one, i) => RemoveOlderScript.EvaluateAsync(primaries[i], one.Keys, one.StoredAt))).ConfigureAwait(false);
        return removed.Count(static was => was);
    }
}
