using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Sending;

namespace CacheLayer.Traffic.Measuring;

/// <summary>Everything that is counted during a run; may be called from any thread.</summary>
internal sealed class Measurements
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _lag = new();
    private readonly LatencyHistogram _client = new();
    private readonly LatencyHistogram _clientHits = new();
    private readonly LatencyHistogram _clientMisses = new();
    private readonly LatencyHistogram _cacheHits = new();
    private readonly LatencyHistogram _cacheMisses = new();
    private readonly LatencyHistogram _cachePages = new();
    private readonly Dictionary<string, KeyspaceReads> _keyspaces = [];
    private readonly Dictionary<string, long> _errors = [];
    private readonly Dictionary<string, long> _instances = [];
    private long _sent;

    /// <summary>A request was started, <paramref name="lag"/> after its intended time.</summary>
    public void Sent(TimeSpan lag)
    {
        lock (_lock)
        {
            _sent++;
            _lag.Record(lag);
        }
    }

    public void NotSent() => Failed(ErrorKind.NotSent);

    public void Failed(string kind)
    {
        lock (_lock)
        {
            _errors[kind] = _errors.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>A request was answered well, <paramref name="latency"/> after its intended start.</summary>
    public void Answered(RequestKind kind, TimeSpan latency, in AnswerHeaders headers)
    {
        lock (_lock)
        {
            var allHit = CountReads(headers.CacheStatus);
            _client.Record(latency);
            if (allHit is { } hit)
            {
                (hit ? _clientHits : _clientMisses).Record(latency);
            }

            if (ServerTiming.TryGet(headers.ServerTiming, "cache", out var onCache))
            {
                (kind is RequestKind.Page ? _cachePages : allHit is true ? _cacheHits : _cacheMisses).Record(onCache);
            }

            if (headers.Instance is { } instance)
            {
                _instances[instance] = _instances.GetValueOrDefault(instance) + 1;
            }
        }
    }

    public Snapshot Take()
    {
        lock (_lock)
        {
            return new Snapshot
            {
                Sent = _sent,
                Lag = _lag.Summarize(),
                Client = _client.Summarize(),
                ClientHits = _clientHits.Summarize(),
                ClientMisses = _clientMisses.Summarize(),
                CacheHits = _cacheHits.Summarize(),
                CacheMisses = _cacheMisses.Summarize(),
                CachePages = _cachePages.Summarize(),
                Keyspaces = new SortedDictionary<string, KeyspaceReads>(_keyspaces, StringComparer.Ordinal),
                Errors = new SortedDictionary<string, long>(_errors, StringComparer.Ordinal),
                Instances = new SortedDictionary<string, long>(_instances, StringComparer.Ordinal),
            };
        }
    }

    /// <summary>Whether all reads of the answer were hits; null when it says nothing of the cache.</summary>
    private bool? CountReads(string? cacheStatus)
    {
        bool? allHit = null;
        var keyspaces = _keyspaces.GetAlternateLookup<ReadOnlySpan<char>>();
        var members = new CacheStatusMembers(cacheStatus);
        while (members.MoveNext())
        {
            allHit = allHit is not false && members.Outcome is CacheStatusOutcome.Hit;
            if (!members.Keyspace.IsEmpty)
            {
                keyspaces.TryGetValue(members.Keyspace, out var reads);
                keyspaces[members.Keyspace] = reads.With(members.Outcome);
            }
        }

        return allHit;
    }
}
