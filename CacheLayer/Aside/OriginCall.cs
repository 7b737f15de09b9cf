using CacheLayer.Fetching;
using CacheLayer.Keyspaces;

namespace CacheLayer.Aside;

/// <summary>How a flight asks the origin: alone here, together with others of its batch in <see cref="Batching.BulkFetch{T}"/>.</summary>
/// <remarks>A flight that began says <see cref="Enlist"/> once, and then either <see cref="FetchAsync"/> or <see cref="Leave"/> once.</remarks>
internal class OriginCall<T>(Fetcher<T> fetcher, KeyspacePolicy policy, TimeProvider time)
{
    protected Fetcher<T> Fetcher => fetcher;

    protected KeyspacePolicy Policy => policy;

    /// <summary>A flight may need a fetch.</summary>
    public virtual void Enlist()
    {
    }

    /// <summary>It needs none, or will ask on its own later.</summary>
    public virtual void Leave()
    {
    }

    /// <exception cref="OriginOverloadedException">Too many fetches of the keyspace are under way.</exception>
    public virtual ValueTask<Fetched<T>> FetchAsync(Flight<T> flight, CancellationToken cancellationToken) => FetchAloneAsync(flight, cancellationToken);

    /// <summary>Fetches without the others of the batch.</summary>
    public async ValueTask<Fetched<T>> FetchAloneAsync(Flight<T> flight, CancellationToken cancellationToken)
    {
        var fetched = await CallAsync(token => fetcher.FetchAsync(flight.Key.Id, token), cancellationToken).ConfigureAwait(false);
        flight.Prepare(fetched);
        return fetched;
    }

    /// <summary>Calls the origin, and waits for it only so long.</summary>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    protected async ValueTask<TAnswer> CallAsync<TAnswer>(Func<CancellationToken, ValueTask<TAnswer>> call, CancellationToken stopping)
    {
        var turn = await TurnAsync(stopping).ConfigureAwait(false);
        var patience = policy.Options.FetchTimeout;
        using var timeout = new CancellationTokenSource(patience, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await CallInTurnAsync(call, turn, token.Token).WaitAsync(token.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"The origin did not answer a fetch of '{policy.Name}' within {patience}.", e);
        }
    }

    // A call that does not heed its token keeps its turn: so those that hang are bounded, too.
    private async Task<TAnswer> CallInTurnAsync<TAnswer>(Func<CancellationToken, ValueTask<TAnswer>> call, IDisposable? turn, CancellationToken cancellationToken)
    {
        using (turn)
        using (FetchNesting.Begin(policy))
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The turn, or null when a fetch that this one is part of has one.</returns>
    private async ValueTask<IDisposable?> TurnAsync(CancellationToken cancellationToken)
    {
        if (FetchNesting.IsWithin(policy))
        {
            return null;
        }

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
