using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Checking;

/// <summary>Judges every version that is read against the changes that were made; may be called from any thread.</summary>
internal sealed class ConsistencyCheck(TimeSpan overdueAfter)
{
    private static readonly double[] Windows = [0, 10, 100, 1_000, 10_000];

    private readonly VersionLedger _ledger = new(overdueAfter);
    private readonly RecentProducts _recent = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<StaleCause, long> _violations = [];
    private readonly long[] _stale = new long[Windows.Length];
    private long _reads;
    private long _changes;
    private long _acknowledged;
    private long _failedChanges;

    /// <summary>A product that was read lately, so that changes hit what the caches hold; null before the first read.</summary>
    public string? PickProduct(Random random) => _recent.Pick(random);

    public void Changed(string asin, Change change)
    {
        _ledger.Add(asin, change);
        Interlocked.Increment(ref _changes);
        if (change.AcknowledgedAt is not null)
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    public void ChangeFailed() => Interlocked.Increment(ref _failedChanges);

    /// <param name="kind">What was asked for.</param>
    /// <param name="body">The answer.</param>
    /// <param name="begunAt">When the request was really sent.</param>
    /// <exception cref="System.Text.Json.JsonException">The answer is not JSON.</exception>
    public void Answered(RequestKind kind, ReadOnlyMemory<byte> body, long begunAt)
    {
        if (AnsweredVersion.Of(kind, body) is not var (asin, version))
        {
            return;
        }

        _recent.Add(asin);
        var verdict = _ledger.Judge(asin, version, begunAt);
        lock (_lock)
        {
            _reads++;
            for (var i = 0; i < Windows.Length && verdict.StaleFor.TotalMilliseconds > Windows[i]; i++)
            {
                _stale[i]++;
            }

            if (verdict.Violation is { } cause)
            {
                _violations[cause] = _violations.GetValueOrDefault(cause) + 1;
            }
        }
    }

    public ConsistencyReport Take()
    {
        lock (_lock)
        {
            return new ConsistencyReport
            {
                Changes = Interlocked.Read(ref _changes),
                Acknowledged = Interlocked.Read(ref _acknowledged),
                FailedChanges = Interlocked.Read(ref _failedChanges),
                Reads = _reads,
                Violations = new Dictionary<StaleCause, long>(_violations),
                Within = _reads is 0 ? [] : [.. Windows.Select((window, i) => StaleWithin.Of(window, _stale[i], _reads))],
            };
        }
    }
}
