using CacheLayer.Invalidations;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Cluster;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Filling;

/// <summary>
/// What this process lately registered in a cluster with entries of other shards. Such a shard may lose a registration when it fails over, and
/// the entry lives on: as no later change would find it, it is removed. On one shard both are in one stream of replication.
/// </summary>
internal sealed class CrossShardRegistrations : IDisposable
{
    /// <summary>Further behind than that no replica stands for election, by the defaults of Redis (<c>cluster-replica-validity-factor</c> times the node timeout, and a ping).</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private const int MaxLength = 65_536;
    private const int AtOnce = 500;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly KeyRouter _router;
    private readonly FillProtocol _protocol;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;
    private readonly RollingMap<bool> _dependents;

    public CrossShardRegistrations(KeyRouter router, FillProtocol protocol, CacheWarnings warnings, TimeProvider time)
    {
        (_router, _protocol, _warnings, _time) = (router, protocol, warnings, time);
        _dependents = new(Window, MaxLength, time);
        router.PrimaryChanged += OnPrimaryChanged;
    }

    /// <summary>To be called before the registrations are sent.</summary>
    /// <param name="dependent">The value key of the entry.</param>
    /// <param name="dependsOn">What it is registered with.</param>
    public void Add(string dependent, IReadOnlyList<CacheDependency> dependsOn)
    {
        if (_router.IsCluster && IsTiedToOtherShards(dependent, dependsOn))
        {
            lock (_lock)
            {
                _dependents.Set(dependent, true);
            }
        }
    }

    public void Dispose()
    {
        _router.PrimaryChanged -= OnPrimaryChanged;
        _stopping.Cancel();
    }

    private bool IsTiedToOtherShards(string dependent, IReadOnlyList<CacheDependency> dependsOn)
    {
        var own = _router.ShardOf(dependent);
        for (var i = 0; i < dependsOn.Count; i++)
        {
            if (!dependsOn[i].OnlyWhileFilling && _router.ShardOf(KeyLayout.Value(dependsOn[i].Keyspace, dependsOn[i].Id)) != own)
            {
                return true;
            }
        }

        return false;
    }

    // Shard by shard, so that one that cannot be written to holds up no other.
    private void OnPrimaryChanged()
    {
        foreach (var shard in Take().GroupBy(dependent => _router.Slots?.Owner(HashSlot.Of(dependent))))
        {
            _ = RemoveAsync([.. shard]);
        }
    }

    private async Task RemoveAsync(string[] dependents)
    {
        while (dependents.Length > 0 && !_stopping.IsCancellationRequested)
        {
            var left = new List<string>();
            foreach (var chunk in dependents.Chunk(AtOnce))
            {
                var removed = await Task.WhenAll(chunk.Select(RemoveAsync)).ConfigureAwait(false);
                left.AddRange(chunk.Where((_, i) => !removed[i]));
            }

            dependents = [.. left];
            if (dependents.Length > 0)
            {
                await Task.Delay(RetryPause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> RemoveAsync(string dependent)
    {
        try
        {
            await _protocol.RemoveEntryAsync(KeyLayout.Entry(dependent)).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            // Its own shard is away as well.
            _warnings.Warn("removal of what may have lost its ties", dependent[..dependent.IndexOf(':', StringComparison.Ordinal)], e);
            return false;
        }
    }

    private List<string> Take()
    {
        lock (_lock)
        {
            List<string> all = [.. _dependents.All().Select(entry => entry.Key)];
            _dependents.Clear();
            return all;
        }
    }
}
