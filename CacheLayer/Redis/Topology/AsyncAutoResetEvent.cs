namespace CacheLayer.Redis.Topology;

/// <summary>Ends a wait early. Any number of signals during one wait, or before it, count as one.</summary>
internal sealed class AsyncAutoResetEvent
{
    private readonly SemaphoreSlim _semaphore = new(0);
    private int _set;

    public void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (await _semaphore.WaitAsync(atMost, cancellationToken).ConfigureAwait(false))
        {
            Volatile.Write(ref _set, 0);
        }
    }
}
