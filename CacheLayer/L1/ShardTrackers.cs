using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using Microsoft.Extensions.Logging;

namespace CacheLayer.L1;

/// <summary>Has one node of every shard tell of changes; where it is no cluster, there is one shard.</summary>
internal sealed class ShardTrackers(L1Cache cache, KeyRouter router, CacheConnectionOptions options, ILogger<ShardTrackers> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopologyRouter, NodeTracker> _trackers = [];
    private readonly List<Task> _ending = [];
    private bool _isStopped;

    public void Start()
    {
        router.ShardsChanged += Follow;
        Follow();
    }

    public async ValueTask DisposeAsync()
    {
        router.ShardsChanged -= Follow;
        lock (_gate)
        {
            _isStopped = true;
            End(_trackers.Keys.ToArray());
        }

        await Task.WhenAll(_ending).ConfigureAwait(false);
    }

    // Another shard may own a key now, and its node reports the changes: what was read before is not relied on.
    private void Follow()
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            var shards = router.Shards;
            End(_trackers.Keys.Except(shards).ToArray());
            foreach (var tracker in _trackers.Values)
            {
                tracker.BeginAnew(L1ClearReason.SlotsMoved);
            }

            foreach (var shard in shards.Except(_trackers.Keys))
            {
                var tracker = _trackers[shard] = new(cache, shard, options, logger);
                tracker.Start();
            }
        }
    }

    private void End(TopologyRouter[] shards)
    {
        _ending.RemoveAll(static task => task.IsCompletedSuccessfully);
        foreach (var shard in shards)
        {
            _trackers.Remove(shard, out var tracker);
            _ending.Add(tracker!.DisposeAsync().AsTask());
        }
    }
}
