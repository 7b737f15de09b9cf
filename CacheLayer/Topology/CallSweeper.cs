namespace CacheLayer.Topology;

/// <summary>Looks after the deadlines of all calls of the process with one timer, so that a call needs none of its own.</summary>
internal static class CallSweeper
{
    // Deadlines and cancellations are noticed so much late at most.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Gate = new();
    private static readonly ITimer Timer = TimeProvider.System.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    // Calls are pooled and never leave, so there are as many as were ever under way at once.
    private static RouterCall[] _calls = [];
    private static int _count;
    private static int _users;

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

    public static void Start()
    {
        lock (Gate)
        {
            if (_users++ == 0)
            {
                Timer.Change(Interval, Interval);
            }
        }
    }

    public static void Stop()
    {
        lock (Gate)
        {
            if (--_users == 0)
            {
                Timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
        foreach (var call in calls.AsSpan(0, count))
        {
            call.Sweep(now);
        }
    }
}
