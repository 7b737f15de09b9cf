using CacheLayer.Diagnostics;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;

namespace CacheLayer;

/// <summary>Cache-aside: reads the cache, fetches only what is missing, and fills it in the background.</summary>
public sealed class CacheAside
{
    private readonly KeyspacePolicies _policies;
    private readonly SingleReader _singles;
    private readonly MultiReader _reader;

    internal CacheAside(KeyspacePolicies policies, SingleReader singles, MultiReader reader)
    {
        _policies = policies;
        _singles = singles;
        _reader = reader;
    }

    /// <summary>Reads one key, or fetches it. What the fetch throws reaches the caller.</summary>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty, longer than 512 bytes of UTF-8, or not valid text.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; a fetch that was begun goes on, and is stored.</exception>
    public ValueTask<CacheRead<T>> GetOrFetchAsync<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fetcher);
        return _singles.GetAsync(keyspace, id, fetcher, cancellationToken);
    }

    /// <summary>Reads one key, or fetches it with a function. A hit allocates nothing for the function when that is <c>static</c>.</summary>
    /// <remarks>
    /// The fetch is shared with every caller that misses the same key, and outlives them: <see cref="Fetcher{T}"/> says what it must not use. Its
    /// token is that of the fetch. A value that is returned becomes a <see cref="Fetched{T}"/> by itself; return that to give a version, dependencies or a life.
    /// </remarks>
    /// <inheritdoc cref="GetOrFetchAsync{T}(Keyspace{T}, string, Fetcher{T}, CancellationToken)"/>
    public ValueTask<CacheRead<T>> GetOrFetchAsync<T>(
        Keyspace<T> keyspace, string id, Func<string, CancellationToken, ValueTask<Fetched<T>>> fetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return _singles.GetAsync(keyspace, id, FetchOf(fetch), usesL1: true, cancellationToken);
    }

    /// <summary>Reads one key, or fetches it with a function that gets a state, so that it need not capture what it uses.</summary>
    /// <inheritdoc cref="GetOrFetchAsync{T}(Keyspace{T}, string, Func{string, CancellationToken, ValueTask{Fetched{T}}}, CancellationToken)"/>
    public ValueTask<CacheRead<T>> GetOrFetchAsync<TState, T>(
        Keyspace<T> keyspace, string id, TState state, Func<TState, string, CancellationToken, ValueTask<Fetched<T>>> fetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return _singles.GetAsync(keyspace, id, new DelegateFetch<TState, T>(state, fetch), usesL1: true, cancellationToken);
    }

    /// <summary>Reads keys of one keyspace, and fetches the missing ones in parallel; answers are in the order of <paramref name="ids"/>. Never throws for a key: see <see cref="CacheOutcome.Failed"/>.</summary>
    /// <exception cref="ArgumentException">An id is empty, longer than 512 bytes of UTF-8, or not valid text; the message names its position.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; fetches that were begun go on, and are stored.</exception>
    public ValueTask<CacheRead<T>[]> GetManyOrFetchAsync<T>(Keyspace<T> keyspace, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyspace);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(fetcher);
        if (ids.Count is 0)
        {
            return new([]);
        }

        var policy = _policies[keyspace];
        return CacheActivities.AreListenedTo
            ? GetManyTracedAsync(keyspace, policy, ids, fetcher, cancellationToken)
            : _reader.GetManyAsync(keyspace, policy, ids, fetcher, cancellationToken);
    }

    /// <summary>Reads keys of one keyspace, and fetches the missing ones in parallel with a function, one call for each.</summary>
    /// <inheritdoc cref="GetManyOrFetchAsync{T}(Keyspace{T}, IReadOnlyList{string}, Fetcher{T}, CancellationToken)"/>
    public ValueTask<CacheRead<T>[]> GetManyOrFetchAsync<T>(
        Keyspace<T> keyspace, IReadOnlyList<string> ids, Func<string, CancellationToken, ValueTask<Fetched<T>>> fetch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return GetManyOrFetchAsync(keyspace, ids, FetchOf(fetch).Create(), cancellationToken);
    }

    /// <summary>Starts a batch of any mix of keyspaces and types, read in one pipelined round trip.</summary>
    public CacheBatch Batch() => new(_reader, _policies);

    internal static DelegateFetch<Func<string, CancellationToken, ValueTask<Fetched<T>>>, T> FetchOf<T>(Func<string, CancellationToken, ValueTask<Fetched<T>>> fetch)
        => new(fetch, static (fetch, id, cancellationToken) => fetch(id, cancellationToken));

    // Asynchronous, so that the span is never the caller's current one.
    private async ValueTask<CacheRead<T>[]> GetManyTracedAsync<T>(
        Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken)
    {
        using var activity = CacheActivities.Start("cache get many", keyspace.Name);
        return await _reader.GetManyAsync(keyspace, policy, ids, fetcher, cancellationToken).ConfigureAwait(false);
    }
}
