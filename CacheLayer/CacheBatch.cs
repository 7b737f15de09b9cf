using CacheLayer.Diagnostics;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Scripts;

namespace CacheLayer;

/// <summary>A batch that mixes keyspaces and types. Not safe for concurrent use; execute it once.</summary>
public sealed class CacheBatch
{
    private readonly MultiReader _reader;
    private readonly KeyspacePolicies _policies;
    private ReadGroup? _first;
    private ReadGroup? _last;
    private int _count;
    private bool _executed;

    internal CacheBatch(MultiReader reader, KeyspacePolicies policies)
    {
        _reader = reader;
        _policies = policies;
    }

    /// <summary>Adds a read; its answer is there after <see cref="ExecuteAsync"/>. The same key may be added again.</summary>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty, longer than 512 bytes of UTF-8, or not valid text; the message names its position in the batch.</exception>
    /// <exception cref="InvalidOperationException">The batch was executed.</exception>
    public BatchRead<T> GetOrFetch<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher)
    {
        ThrowIfExecuted();
        ArgumentNullException.ThrowIfNull(keyspace);
        ArgumentNullException.ThrowIfNull(fetcher);
        var policy = _policies[keyspace];
        KeyLayout.ThrowIfInvalid(id, policy.Counters, _count++);
        var group = Find(keyspace, fetcher) ?? Add(_reader.Group(keyspace, policy, fetcher));
        return new(group, group.Add(id));
    }

    /// <summary>Adds a read with a function that fetches: <see cref="CacheAside.GetOrFetchAsync{T}(Keyspace{T}, string, Func{string, CancellationToken, ValueTask{Fetched{T}}}, CancellationToken)"/> says what it may use.</summary>
    /// <inheritdoc cref="GetOrFetch{T}(Keyspace{T}, string, Fetcher{T})"/>
    public BatchRead<T> GetOrFetch<T>(Keyspace<T> keyspace, string id, Func<string, CancellationToken, ValueTask<Fetched<T>>> fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return GetOrFetch(keyspace, id, CacheAside.FetchOf(fetch).Create());
    }

    /// <summary>Reads every key in one round trip per node, and fetches what is missing. Never throws for a key.</summary>
    /// <exception cref="InvalidOperationException">The batch was executed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; fetches that were begun go on, and are stored.</exception>
    public async ValueTask ExecuteAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfExecuted();
        _executed = true;
        using var activity = CacheActivities.Start("cache batch", null);
        if (_first is not null)
        {
            await _reader.RunAsync(_first, cancellationToken).ConfigureAwait(false);
        }
    }

    private ReadGroup<T>? Find<T>(Keyspace<T> keyspace, Fetcher<T> fetcher)
    {
        for (var group = _first; group is not null; group = group.Next)
        {
            if (group is ReadGroup<T> found && ReferenceEquals(found.Keyspace, keyspace) && ReferenceEquals(found.Fetcher, fetcher))
            {
                return found;
            }
        }

        return null;
    }

    private ReadGroup<T> Add<T>(ReadGroup<T> group)
    {
        if (_last is null)
        {
            _first = group;
        }
        else
        {
            _last.Next = group;
        }

        _last = group;
        return group;
    }

    private void ThrowIfExecuted()
    {
        if (_executed)
        {
            throw new InvalidOperationException("A batch is executed once.");
        }
    }
}
