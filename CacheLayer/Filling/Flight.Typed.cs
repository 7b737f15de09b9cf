using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Filling;

/// <summary>A flight for a value of type <typeparamref name="T"/>.</summary>
internal sealed partial class Flight<T>(FlightKey key, KeyspacePolicy policy, OriginCall<T> origin, Exception? fault, long replaces, SingleFlight flights)
    : Flight(key, flights.Time.GetTimestamp())
{
    // Between two attempts at a refresh: while the origin fails or another process is at it, every hit would begin one.
    private static readonly TimeSpan RefreshRest = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<FlightResult<T>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Fill _fill = new(KeyLayout.Entry(key.Keyspace, key.Id), key.Keyspace, policy, flights);
    private long _replaces = replaces;
    private long? _watermark;
    private bool _isBeingStored;

    /// <summary>The value, as soon as it is there. Never faulted: see <see cref="FlightResult{T}.Error"/>.</summary>
    public Task<FlightResult<T>> Result => _result.Task;

    /// <summary>Takes what was fetched for it, before it is answered: what callers do with the value must not be stored.</summary>
    public void Prepare(in Fetched<T> fetched) => _isBeingStored = _watermark is { } watermark && _fill.Prepare(watermark, fetched);

    /// <summary>Begins, fetches and fills. The caller does not await it: it goes on when every caller has given up.</summary>
    public async Task RunAsync()
    {
        var currentAsOf = StartedAt;
        try
        {
            currentAsOf = await FlyAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Not expected of anything in here; but then, too, whoever waits must get an answer.
            Complete(default, CacheOutcome.Failed, TimeSpan.Zero, e);
            flights.Warnings.Warn("fill", policy.Name, e);
        }
        finally
        {
            if (Key.IsRefresh && !_fill.IsStored)
            {
                Settle(currentAsOf);
                await Task.Delay(RefreshRest, flights.Time).ConfigureAwait(false);
                flights.Remove(this);
            }
            else
            {
                // First removed, then settled: who finds the value too old must find no flight, or a newer one.
                flights.Remove(this);
                Settle(currentAsOf);
            }
        }
    }

    private async ValueTask<long> FlyAsync()
    {
        origin.Enlist();
        var beginning = fault is null && policy.Options is { ReadsEnabled: true, WritesEnabled: true } && Key.Keyspace.Fills is not FillMode.Never
            ? await BeginRegisteredAsync().ConfigureAwait(false)
            : default(LeaseResult<T>) with { Fault = fault };
        if (beginning.Found.State is not EntryState.Unknown)
        {
            if (!beginning.Waited)
            {
                origin.Leave();
            }

            var hit = beginning.Found.State is EntryState.Negative ? CacheOutcome.NegativeHit : CacheOutcome.Hit;
            Complete(beginning.Found.Value, beginning.Waited ? CacheOutcome.Miss : hit, beginning.Latency);
            return beginning.AskedAt;
        }

        if (Key.IsRefresh && beginning.Watermark is null)
        {
            // Somebody else is at it, or what it brings could not be stored.
            origin.Leave();
            return StartedAt;
        }

        var (fetched, staleAsOf) = await FetchAsync(beginning).ConfigureAwait(false);
        try
        {
            var storedAsOf = await _fill.StoreAsync(beginning.Watermark, fetched, StartedAt, _replaces is not 0).ConfigureAwait(false);
            if (Key.IsRefresh && _fill.IsStored)
            {
                policy.Counters.Refresh();
            }

            // The lease says nothing of a stale answer: it may come from a node that an invalidation has not reached yet.
            return fetched is null ? staleAsOf : storedAsOf;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("fill", policy, e);
            await _fill.GiveUpAsync().ConfigureAwait(false);
            return fetched is null ? staleAsOf : StartedAt;
        }
        catch (Exception e)
        {
            // What was fetched cannot be stored: it depends on an impossible key.
            policy.Counters.RefusedFill();
            flights.Warnings.Warn("fill", policy.Name, e);
            await _fill.GiveUpAsync().ConfigureAwait(false);
            return StartedAt;
        }
    }

    /// <returns>What was fetched, or null when that failed; and the time as of which a stale answer is known not to be invalidated.</returns>
    private async ValueTask<(Fetched<T>? Fetched, long StaleAsOf)> FetchAsync(LeaseResult<T> beginning)
    {
        _watermark = beginning.Watermark;
        try
        {
            var fetched = beginning.Waited
                ? await origin.FetchAloneAsync(this, flights.Stopping).ConfigureAwait(false)
                : await origin.FetchAsync(this, flights.Stopping).ConfigureAwait(false);
            if (!fetched.HasValue)
            {
                policy.Counters.AbsentValue();
            }

            var outcome = beginning.Fault is null && policy.Options.ReadsEnabled ? CacheOutcome.Miss : CacheOutcome.Bypass;
            Complete(fetched.HasValue ? fetched.Value : default, outcome, beginning.Latency, beginning.Fault, _isBeingStored);
            return (fetched, 0);
        }
        catch (Exception e)
        {
            if (e is not OriginOverloadedException)
            {
                policy.Counters.FailedFetch();
            }

            if (e is ObjectDisposedException)
            {
                flights.Warnings.Warn("fetch", policy.Name, new InvalidOperationException(
                    "A fetch used what was disposed, of the scope of a caller that had left perhaps: give it a scope of its own, see ScopedFetcher<T>.", e));
            }

            if (Key.IsRefresh)
            {
                flights.Warnings.Warn("refresh", policy.Name, e);
                return default;
            }

            var askedAt = flights.Time.GetTimestamp();
            var kept = await ReadKeptAsync().ConfigureAwait(false);
            if (kept.State is EntryState.Unknown)
            {
                Complete(default, CacheOutcome.Failed, beginning.Latency, e);
                return default;
            }

            var isStale = kept.State is EntryState.Stale;
            Complete(kept.Value, isStale ? CacheOutcome.Stale : CacheOutcome.Miss, beginning.Latency, isStale ? e : null);
            return (null, askedAt);
        }
    }

    /// <summary>
    /// What may be served instead of what could not be fetched. Read after the fetch has failed: an entry that was invalidated
    /// meanwhile is not there any more, so this has the guarantees of any hit.
    /// </summary>
    private async ValueTask<EntryView<T>> ReadKeptAsync()
    {
        var options = policy.Options;
        if (options.FailSafeMaxStale is null || !options.ReadsEnabled || Key.Keyspace.Fills is FillMode.Refresh)
        {
            return default;
        }

        try
        {
            var entry = await flights.Protocol.ReadAsync(_fill.Keys.Value).ConfigureAwait(false);
            var kept = entry.IsNull ? default : EntryView<T>.Of(entry, Key.Keyspace.Shape, options, flights.Time);
            return kept.State is EntryState.Stale or EntryState.Negative or EntryState.Value ? kept : default;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("fail-safe", policy, e);
            return default;
        }
    }

    private void Complete(T? value, CacheOutcome outcome, TimeSpan beginLatency, Exception? error = null, bool isBeingStored = false)
        => _result.TrySetResult(new(value, outcome, beginLatency, flights.Time.GetTimestamp(), error, isBeingStored));
}
