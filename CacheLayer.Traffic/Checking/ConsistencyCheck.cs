using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Checking;

/// <summary>Judges every version that is read against the changes that were made; may be called from any thread.</summary>
internal sealed class ConsistencyCheck
{
    private static readonly double[] Windows = [0, 10, 100, 1_000, 10_000];

    private readonly VersionLedger _ledger;
    private readonly Explanations? _explanations;
    private readonly RecentProducts _recent = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<StaleCause, long> _violations = [];
    private readonly long[] _stale = new long[Windows.Length];
    private long _reads;
    private long _changes;
    private long _acknowledged;
    private long _failedChanges;

    /// <param name="overdueAfter">How long after its beginning an unacknowledged change counts as lost when it is not seen.</param>
    /// <param name="explain">Looks for the cause of a stale read, or null when there is no way to.</param>
    public ConsistencyCheck(TimeSpan overdueAfter, Func<StaleRead, Task<StaleCause>>? explain = null)
    {
        _ledger = new(overdueAfter);
        _explanations = explain is null ? null : new(explain, Count);
    }

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
    /// <param name="cacheStatus">What the answer says of where it was had from.</param>
    /// <exception cref="System.Text.Json.JsonException">The answer is not JSON.</exception>
    public void Answered(RequestKind kind, ReadOnlyMemory<byte> body, long begunAt, string? cacheStatus)
    {
        if (AnsweredVersion.Of(kind, body) is not var (asin, version))
        {
            return;
        }

        _recent.Add(asin);
        Read(asin, version, AnswerSources.Of(cacheStatus), begunAt);
    }

    /// <param name="asin">The product.</param>
    /// <param name="version">The version that the read returned.</param>
    /// <param name="source">Where it was had from.</param>
    /// <param name="begunAt">When the read was really begun.</param>
    public void Read(string asin, long version, AnswerSource source, long begunAt)
    {
        var verdict = _ledger.Judge(asin, version, begunAt);
        lock (_lock)
        {
            _reads++;
            for (var i = 0; i < Windows.Length && verdict.StaleFor.TotalMilliseconds > Windows[i]; i++)
            {
                _stale[i]++;
            }
        }

        if (verdict.Violation is { } cause
            && !(verdict.Lacks is { } lacks && _explanations?.Add(new(asin, version, source, lacks)) is true))
        {
            Count(cause);
        }
    }

    /// <summary>Ends when the causes of all stale reads have been looked for.</summary>
    public Task CompleteAsync() => _explanations?.CompleteAsync() ?? Task.CompletedTask;

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

    private void Count(StaleCause cause)
    {
        lock (_lock)
        {
            _violations[cause] = _violations.GetValueOrDefault(cause) + 1;
        }
    }
}
