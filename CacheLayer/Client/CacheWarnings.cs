using CacheLayer.Keyspaces;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Client;

/// <summary>Logs what went wrong on Redis, one line a second at most, with how often it did: when a node is lost, every request fails at once.</summary>
internal sealed class CacheWarnings(ILogger<CacheClient> logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private long _lastAt;
    private int _count;

    /// <summary>Redis failed at something: counted, too.</summary>
    public void Failed(string operation, KeyspacePolicy policy, Exception fault)
    {
        policy.Counters.Error();
        Warn(operation, policy.Name, fault);
    }

    public void Warn(string operation, string keyspace, Exception reason)
    {
        int count;
        lock (_lock)
        {
            _count++;
            var now = time.GetTimestamp();
            if (_lastAt is not 0 && time.GetElapsedTime(_lastAt, now) < Interval)
            {
                return;
            }

            _lastAt = now;
            count = _count;
            _count = 0;
        }

        Log.OperationFailed(logger, reason, operation, keyspace, count);
    }
}
