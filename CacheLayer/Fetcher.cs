namespace CacheLayer;

/// <summary>Fetches values of one keyspace from the origin.</summary>
/// <remarks>
/// One instance serves all callers at once. A fetch is shared by every caller that misses the same key, so its token
/// belongs to the fetch and not to a caller: it is cancelled when the application stops, and after <see cref="KeyspaceOptions.FetchTimeout"/>.
/// For the same reason it runs without the <see cref="AsyncLocal{T}"/> values and the culture of its callers, as a span of its own in the trace of
/// the first one, and must use nothing that ends with a caller: <see cref="ScopedFetcher{T}"/> gives each fetch a scope of its own.
/// </remarks>
public abstract class Fetcher<T>
{
    /// <summary>The same fetches for the keyspace's <see cref="Keyspace{T}.Raw"/> view; what they bring is serialised once.</summary>
    public Fetcher<CachePayload> Raw => field ??= new RawFetcher<T>(this);

    /// <summary>Fetches one value.</summary>
    /// <exception cref="Exception">Whatever the origin throws reaches the callers of this key, and no other key.</exception>
    public abstract ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="FetchManyAsync"/> is one call to the origin. When false, a batch fetches its misses one by one, in parallel.</summary>
    public virtual bool FetchesMany => false;

    /// <summary>What its fetches are for, where features share a keyspace: each has limits of its own. Null: those of the keyspace.</summary>
    internal virtual object? Feature => null;

    /// <summary>What every value that it fetches depends on, where that is known before; null where only the answers say it.</summary>
    internal virtual IReadOnlyList<CacheDependency>? KnownDependencies => null;

    /// <summary>How long the values live that it fetches, where that is known before.</summary>
    internal virtual TimeSpan? KnownTtl => null;

    /// <summary>Fetches several values in one call, of <see cref="KeyspaceOptions.MaxFetchBatchSize"/> ids at most; ids that are absent from the answer have no value.</summary>
    public virtual ValueTask<IReadOnlyDictionary<string, Fetched<T>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        => throw new NotSupportedException($"{GetType().Name} fetches one value at a time.");
}
