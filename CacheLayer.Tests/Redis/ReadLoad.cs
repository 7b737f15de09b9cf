using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.Redis.Dispatch;

namespace CacheLayer.Tests.Redis;

/// <summary>Reads a key a hundred times a second, whatever becomes of the reads before, and counts what goes wrong.</summary>
internal sealed class ReadLoad : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Task> _reads = new();
    private readonly Task _running;
    private long _slowestTicks;
    private int _done;

    public ReadLoad(TopologyRouter router, string key, string expected)
        : this(() => router.GetAsync(key), expected)
    {
    }

    public ReadLoad(Func<Task<string?>> read, string expected) => _running = RunAsync(read, expected);

    /// <summary>Reads that failed, or did not answer what is stored.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>Reads that were answered.</summary>
    public int Done => Volatile.Read(ref _done);

    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _slowestTicks));

    /// <summary>Waits for more reads.</summary>
    public Task MoreAsync(int reads)
    {
        var until = Done + reads;
        return Support.Eventually.That($"{reads} more reads", () => Done + Failures.Count >= until);
    }

    /// <summary>Fails with every failure in full.</summary>
    public void AssertNoneFailed() => Assert.True(Failures.IsEmpty, $"{Failures.Count} of {Done} reads failed:\n{string.Join('\n', Failures.Take(5))}");

    /// <summary>Stops, and waits for the reads under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Task.WhenAll(_reads);
    }

    private async Task RunAsync(Func<Task<string?>> read, string expected)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (!_stopping.IsCancellationRequested)
        {
            _reads.Enqueue(ReadAsync(read, expected));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task ReadAsync(Func<Task<string?>> read, string expected)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var value = await read();
            if (value == expected)
            {
                Interlocked.Increment(ref _done);
            }
            else
            {
                Failures.Enqueue($"answered '{value}'");
            }
        }
        catch (Exception e)
        {
            Failures.Enqueue(e.ToString());
        }

        var took = Stopwatch.GetTimestamp() - began;
        for (var slowest = _slowestTicks; took > slowest; slowest = _slowestTicks)
        {
            Interlocked.CompareExchange(ref _slowestTicks, took, slowest);
        }
    }
}
