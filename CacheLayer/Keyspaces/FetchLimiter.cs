using System.Threading.RateLimiting;

namespace CacheLayer.Keyspaces;

/// <summary>Bounds the fetches of one keyspace that are under way, and those that wait for their turn, in number and in time.</summary>
internal sealed class FetchLimiter(string keyspace, KeyspaceOptions options)
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = options.MaxConcurrentFetches,
        QueueLimit = options.MaxQueuedFetches,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Whether another limiter is needed for these options.</summary>
    public bool Suits(KeyspaceOptions other)
        => (options.MaxConcurrentFetches, options.MaxQueuedFetches, options.MaxFetchWait) == (other.MaxConcurrentFetches, other.MaxQueuedFetches, other.MaxFetchWait);

    /// <summary>Waits for a turn.</summary>
    /// <returns>The turn; it ends when this is disposed.</returns>
    /// <exception cref="OriginOverloadedException">Too many are waiting, or this one has waited for too long.</exception>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken stopping)
    {
        var turn = _limiter.AttemptAcquire();
        if (!turn.IsAcquired)
        {
            turn = await WaitAsync(stopping).ConfigureAwait(false);
        }

        return turn.IsAcquired ? turn : throw new OriginOverloadedException(keyspace);
    }

    private async ValueTask<RateLimitLease> WaitAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(options.MaxFetchWait);
        try
        {
            return await _limiter.AcquireAsync(cancellationToken: patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new OriginOverloadedException(keyspace);
        }
    }
}
