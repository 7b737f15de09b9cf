namespace CacheLayer.Redis.Dispatch;

/// <summary>Looks after the deadlines of all calls of the process with one timer, so that a call needs none of its own.</summary>
/// <remarks>The timer runs while calls are under way; the first one after a rest starts it.</remarks>
internal static class CallSweeper
{
    // Deadlines and cancellations are noticed so much late at most.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Gate = new();
    private static readonly ITimer Timer = TimeProvider.System.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    // Calls are pooled and never leave, so there are as many as were ever under way at once.
    private static RouterCall[] _calls = [];
    private static int _count;
    private static int _isRunning;

    /// <summary>Whether the timer runs; for tests.</summary>
    internal static bool IsRunning => Volatile.Read(ref _isRunning) is 1;

    public static void Add(RouterCall call)
    {
        lock (Gate)
        {
            if (_count == _calls.Length)
            {
                Array.Resize(ref _calls, Math.Max(64, _count * 2));
            }

            _calls[_count++] = call;
        }
    }

    /// <summary>A call waits. It can be seen to before this is called.</summary>
    public static void Wake()
    {
        if (Volatile.Read(ref _isRunning) is 0)
        {
            Start();
        }
    }

    private static void Start()
    {
        lock (Gate)
        {
            if (Interlocked.Exchange(ref _isRunning, 1) is 0)
            {
                Timer.Change(Interval, Interval);
            }
        }
    }

    private static void Sweep()
    {
        RouterCall[] calls;
        int count;
        lock (Gate)
        {
            (calls, count) = (_calls, _count);
        }

        var now = Environment.TickCount64;
        var isAnyWaiting = false;
        foreach (var call in calls.AsSpan(0, count))
        {
            isAnyWaiting |= call.Sweep(now);
        }

        if (!isAnyWaiting)
        {
            Rest();
        }
    }

    // A call that begins to wait meanwhile is seen here, or sees that the timer does not run: each says its own first, and then looks.
    private static void Rest()
    {
        lock (Gate)
        {
            Interlocked.Exchange(ref _isRunning, 0);
            foreach (var call in _calls.AsSpan(0, _count))
            {
                if (call.IsWaiting)
                {
                    Volatile.Write(ref _isRunning, 1);
                    return;
                }
            }

            Timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
