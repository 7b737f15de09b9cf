using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Hybrid;

/// <summary>A factory in the hands of a test: it counts its calls, and waits for the test when told to.</summary>
internal sealed class Factory<T>(Func<T> create)
{
    private TaskCompletionSource? _gate;
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Holds every call from now on, until the returned gate is opened.</summary>
    public TaskCompletionSource Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Holds no call that comes from now on.</summary>
    public void HoldNoMore() => _gate = null;

    public Task CalledAsync(int times = 1) => Eventually.That($"the factory is called {times} times", () => Calls >= times);

    public async ValueTask<T> CreateAsync(CancellationToken cancellationToken)
    {
        // What it creates is as old as its beginning.
        var value = create();
        var gate = _gate;
        Interlocked.Increment(ref _calls);
        if (gate is not null)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        return value;
    }
}
