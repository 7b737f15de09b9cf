namespace CacheLayer.Redis.Dispatch;

/// <summary>A call under way, as the sweeper sees it.</summary>
internal abstract class RouterCall
{
    // Uses of this object, times two, plus one while the first attempt is what the caller waits for. A swept call that
    // has meanwhile been answered, and perhaps used again, has another number, and is left alone.
    private long _use;
    private long _overdueAt;

    protected RouterCall() => CallSweeper.Add(this);

    protected CancellationToken CancellationToken { get; set; }

    /// <summary>Whether the first attempt is what the caller waits for.</summary>
    public bool IsWaiting => (Volatile.Read(ref _use) & 1) != 0;

    /// <returns>Whether the caller waited for the first attempt until now.</returns>
    public bool Sweep(long now)
    {
        var use = Volatile.Read(ref _use);
        if ((use & 1) == 0)
        {
            return false;
        }

        if ((now >= Volatile.Read(ref _overdueAt) || CancellationToken.IsCancellationRequested)
            && Interlocked.CompareExchange(ref _use, use + 1, use) == use)
        {
            GiveUpWaiting();
        }

        return true;
    }

    protected void BeginWaiting(long overdueAt)
    {
        Volatile.Write(ref _overdueAt, overdueAt);
        Interlocked.Increment(ref _use);
        CallSweeper.Wake();
    }

    /// <summary>Whether the first attempt still is what the caller waits for; from now on it is not.</summary>
    protected bool TryEndWaiting()
    {
        var use = Volatile.Read(ref _use);
        return (use & 1) != 0 && Interlocked.CompareExchange(ref _use, use + 1, use) == use;
    }

    /// <summary>The first attempt takes too long, or the caller has cancelled.</summary>
    protected abstract void GiveUpWaiting();
}
