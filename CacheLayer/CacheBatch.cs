using CacheLayer.Diagnostics;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Scripts;

namespace CacheLayer;

/// <summary>A batch that mixes keyspaces and types. Not safe for concurrent use; execute it once.</summary>
public sealed class CacheBatch
{
    private readonly List<IBatchItem> _items = [];
    private readonly BatchRunner _runner;
    private readonly KeyspacePolicies _policies;
    private bool _executed;

    internal CacheBatch(BatchRunner runner, KeyspacePolicies policies)
    {
        _runner = runner;
        _policies = policies;
    }

    /// <summary>Adds a read; its answer is there after <see cref="ExecuteAsync"/>. The same key may be added again.</summary>
    /// <exception cref="ArgumentException">The id is not one; the message names its position in the batch.</exception>
    /// <exception cref="InvalidOperationException">The batch was executed.</exception>
    public BatchRead<T> GetOrFetch<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher)
    {
        ThrowIfExecuted();
        ArgumentNullException.ThrowIfNull(keyspace);
        ArgumentNullException.ThrowIfNull(fetcher);
        var policy = _policies[keyspace];
        var item = new BatchRead<T>(keyspace, id, fetcher, policy, KeyLayout.Value(keyspace, id, policy.Counters, _items.Count));
        _items.Add(item);
        return item;
    }

    /// <summary>Reads every key in one round trip per node, and fetches what is missing. Never throws for a key.</summary>
    /// <exception cref="InvalidOperationException">The batch was executed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; fetches that were begun go on, and are stored.</exception>
    public async ValueTask ExecuteAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfExecuted();
        _executed = true;
        using var activity = CacheActivities.Start("cache batch", null);
        await _runner.RunAsync(_items, cancellationToken).ConfigureAwait(false);
    }

    private void ThrowIfExecuted()
    {
        if (_executed)
        {
            throw new InvalidOperationException("A batch is executed once.");
        }
    }
}
