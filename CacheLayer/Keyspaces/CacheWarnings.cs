using System.Collections.Concurrent;
using CacheLayer.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

/// <summary>
/// Logs what went wrong, one line a second at most for each keyspace, operation and kind of error, with how often it did: when a node is lost, every
/// request fails at once, and one keyspace that keeps failing must not hide another.
/// </summary>
internal sealed class CacheWarnings(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Operation, string Keyspace, Type Error), LogThrottle> _causes = new();

    /// <summary>Redis failed at something: counted, too.</summary>
    public void Failed(string operation, KeyspacePolicy policy, Exception fault)
    {
        policy.Counters.Error();
        Warn(operation, policy.Name, fault);
    }

    public void Warn(string operation, string keyspace, Exception reason)
    {
        if (_causes.GetOrAdd((operation, keyspace, reason.GetType()), static (_, time) => new(Interval, time), time).TryTake(out var count))
        {
            Log.OperationFailed(logger, reason, operation, keyspace, count);
        }
    }
}
