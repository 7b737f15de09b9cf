using CacheLayer.Tests.Invalidator;

namespace CacheLayer.Tests.Chaos;

/// <summary>Two workers side by side, each started again when it was killed.</summary>
internal sealed class ChaosWorkers(string cache, string events) : IDisposable
{
    private readonly InvalidatorProcess[] _workers = [Start(cache, events), Start(cache, events)];

    public void KillOne(Random random)
    {
        ref var worker = ref _workers[random.Next(_workers.Length)];
        worker.Dispose();
        worker = Start(cache, events);
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private static InvalidatorProcess Start(string cache, string events) => new(cache, events, "Invalidator:ClaimIdle=00:00:02", "Logging:LogLevel:Default=Error", "Logging:LogLevel:StackExchange.Redis=None");
}
