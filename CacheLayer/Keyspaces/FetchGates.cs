using System.Collections.Concurrent;
using CacheLayer.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

/// <summary>The limits of the fetches of one keyspace, by feature where several share it; and whether its origin answers.</summary>
internal sealed class FetchGates
{
    // So many features have limits of their own; any others share one.
    private const int MostFeatures = 256;

    // Fetches without an answer from which on the origin is said not to answer, and for how long after the last of them.
    private const int Silence = 3;
    private static readonly TimeSpan SilentFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<object, FetchGate> _features = new();
    private readonly FetchGate _shared;
    private readonly KeyspaceCounters _counters;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private int _unanswered;
    private long _unansweredAt;
    private long _loggedAt;

    public FetchGates(string keyspace, KeyspaceOptions options, KeyspaceCounters counters, ILogger logger, TimeProvider time)
    {
        (Keyspace, _counters, _logger, _time) = (keyspace, counters, logger, time);
        _shared = new(this, options, time);
    }

    public string Keyspace { get; }

    /// <summary>How many abandoned fetches still run.</summary>
    public int AbandonedCount => _shared.Abandoned.Count + _features.Values.Sum(gate => gate.Abandoned.Count);

    /// <summary>What is wrong with the origin, in a sentence; null when nothing is known to be.</summary>
    public string? Trouble
    {
        get
        {
            var unanswered = Volatile.Read(ref _unanswered);
            var isSilent = unanswered >= Silence && _time.GetElapsedTime(Volatile.Read(ref _unansweredAt)) < SilentFor;
            return (isSilent, AbandonedCount) switch
            {
                (true, 0) => $"The origin does not answer: the last {unanswered} fetches of '{Keyspace}' got no answer.",
                (true, var abandoned) => $"The origin does not answer: the last {unanswered} fetches of '{Keyspace}' got no answer, and {abandoned} that ignore their cancellation still run.",
                (false, > 0 and var abandoned) => $"{abandoned} fetches of '{Keyspace}' that got no answer ignore their cancellation and still run.",
                _ => null,
            };
        }
    }

    /// <param name="feature">What the fetch is for, so that one that hangs blocks no other; null where all are one.</param>
    /// <param name="options">The policy as it is now.</param>
    public FetchGate Of(object? feature, KeyspaceOptions options)
        => feature is null ? _shared
            : _features.TryGetValue(feature, out var known) ? known
            : _features.Count < MostFeatures ? _features.GetOrAdd(feature, new FetchGate(this, options, _time))
            : _shared;

    /// <summary>A fetch got an answer.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _unanswered) is not 0)
        {
            Volatile.Write(ref _unanswered, 0);
        }
    }

    /// <summary>A fetch got none.</summary>
    public void Unanswered()
    {
        Volatile.Write(ref _unansweredAt, _time.GetTimestamp());
        Interlocked.Increment(ref _unanswered);
    }

    /// <summary>A fetch is waited for no longer, and still runs.</summary>
    public void Abandoned(TimeSpan patience)
    {
        _counters.AbandonedFetch();
        var loggedAt = Volatile.Read(ref _loggedAt);
        var now = _time.GetTimestamp();
        if ((loggedAt is 0 || _time.GetElapsedTime(loggedAt, now) >= LogPause) && Interlocked.CompareExchange(ref _loggedAt, now, loggedAt) == loggedAt)
        {
            Log.Abandoned(_logger, Keyspace, patience, AbandonedCount);
        }
    }
}
