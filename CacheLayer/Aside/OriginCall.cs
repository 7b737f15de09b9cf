using CacheLayer.Keyspaces;

namespace CacheLayer.Aside;

/// <summary>How a flight asks the origin: alone here, together with others of its batch in <see cref="Batching.BulkFetch{T}"/>.</summary>
/// <remarks>A flight that began says <see cref="Enlist"/> once, and then either <see cref="FetchAsync"/> or <see cref="Leave"/> once.</remarks>
internal class OriginCall<T>(Fetcher<T> fetcher, KeyspacePolicy policy)
{
    protected Fetcher<T> Fetcher => fetcher;

    /// <summary>A flight may need a fetch.</summary>
    public virtual void Enlist()
    {
    }

    /// <summary>It needs none, or will ask on its own later.</summary>
    public virtual void Leave()
    {
    }

    /// <exception cref="OriginOverloadedException">Too many fetches of the keyspace are under way.</exception>
    public virtual ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken) => FetchAloneAsync(id, cancellationToken);

    /// <summary>Fetches without the others of the batch.</summary>
    public async ValueTask<Fetched<T>> FetchAloneAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        return await fetcher.FetchAsync(id, cancellationToken).ConfigureAwait(false);
    }

    protected async ValueTask<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await policy.Fetches.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OriginOverloadedException)
        {
            policy.Counters.RefusedFetch();
            throw;
        }
    }
}
