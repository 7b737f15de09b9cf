using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;

namespace CacheLayer.Filling;

/// <summary>Runs a miss: asks for the lease, fetches, answers, stores. Goes on when every caller has given up.</summary>
internal sealed class Filler(FillProtocol protocol, Dependencies dependencies, CacheWarnings warnings, TimeProvider time)
{
    private readonly LeaseRequest _leases = new(protocol, warnings, time);

    /// <returns>The time as of which what was answered is known to be current.</returns>
    public async ValueTask<long> RunAsync<T>(Flight<T> flight, CancellationToken stopping)
    {
        var entry = new FillEntry(flight, protocol, dependencies, warnings, time);
        flight.Origin.Enlist();
        var lease = flight.MayStore ? await AskAsync(flight, entry, stopping).ConfigureAwait(false) : new(LeaseState.NotAsked, 0, default, false, Fault: flight.Fault);
        switch (lease.State)
        {
            case LeaseState.Found:
                if (!lease.Waited)
                {
                    flight.Origin.Leave();
                }

                var hit = lease.Found.State is EntryState.Negative ? CacheOutcome.NegativeHit : CacheOutcome.Hit;
                Complete(flight, lease.Found.Value, lease.Waited ? CacheOutcome.Miss : hit, lease);
                return lease.AskedAt;

            case not LeaseState.Granted when flight.Key.IsRefresh:
                // Another process refreshes the key, or what is fetched could not be stored.
                flight.Origin.Leave();
                return flight.StartedAt;

            case LeaseState.Granted:
                entry.Grant(lease.Watermark);
                break;
        }

        flight.Entry = entry;
        Fetched<T> fetched;
        try
        {
            fetched = await (lease.Waited ? flight.Origin.FetchAloneAsync(flight, stopping) : flight.Origin.FetchAsync(flight, stopping)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var staleAsOf = await FailAsync(flight, entry, lease, e).ConfigureAwait(false);
            await entry.TryReleaseAsync().ConfigureAwait(false);
            return staleAsOf;
        }

        if (!fetched.HasValue)
        {
            flight.Policy.Counters.AbsentValue();
        }

        var isCached = lease.Fault is null && flight.Policy.Options.ReadsEnabled;
        Complete(flight, fetched.HasValue ? fetched.Value : default, isCached ? CacheOutcome.Miss : CacheOutcome.Bypass, lease, lease.Fault, entry.IsPrepared);
        return await StoreAsync(flight, entry, fetched).ConfigureAwait(false);
    }

    // Registered when the lease stands, and not at the same time: an invalidation in between would find no lease to take, and take the entry out of the index.
    private async ValueTask<LeaseResult<T>> AskAsync<T>(Flight<T> flight, FillEntry entry, CancellationToken stopping)
    {
        var lease = await _leases.RunAsync(flight, entry, stopping).ConfigureAwait(false);
        if (lease.State is not LeaseState.Granted
            || flight.Origin.KnownDependencies is not { Count: > 0 } dependsOn
            || await entry.RegisterAheadAsync(dependsOn, flight.Origin.KnownTtl).ConfigureAwait(false))
        {
            return lease;
        }

        await entry.TryReleaseAsync().ConfigureAwait(false);
        return lease with { State = LeaseState.Denied };
    }

    private async ValueTask<long> StoreAsync<T>(Flight<T> flight, FillEntry entry, Fetched<T> fetched)
    {
        try
        {
            var storedAsOf = await entry.StoreAsync(fetched, flight.StaleStoredAt is not null).ConfigureAwait(false);
            if (flight.Key.IsRefresh && entry.IsStored)
            {
                flight.Policy.Counters.Refresh();
            }

            return storedAsOf;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            warnings.Failed("fill", flight.Policy, e);
        }
        catch (Exception e)
        {
            // What was fetched cannot be stored: it depends on an impossible key.
            flight.Policy.Counters.RefusedFill();
            warnings.Warn("fill", flight.Policy.Name, e);
        }

        await entry.TryReleaseAsync().ConfigureAwait(false);
        return flight.StartedAt;
    }

    /// <summary>Answers with what the cache still has, when the keyspace allows that, or with the error.</summary>
    /// <returns>The time as of which a stale answer is known not to be invalidated.</returns>
    private async ValueTask<long> FailAsync<T>(Flight<T> flight, FillEntry entry, LeaseResult<T> lease, Exception error)
    {
        if (error is not OriginOverloadedException)
        {
            flight.Policy.Counters.FailedFetch();
        }

        if (error is ObjectDisposedException)
        {
            warnings.Warn("fetch", flight.Policy.Name, new InvalidOperationException(
                "A fetch used what was disposed, of the scope of a caller that had left perhaps: give it a scope of its own, see ScopedFetcher<T>.", error));
        }

        if (flight.Key.IsRefresh)
        {
            warnings.Warn("refresh", flight.Policy.Name, error);
            return 0;
        }

        var askedAt = time.GetTimestamp();
        var kept = await ReadKeptAsync(flight, entry).ConfigureAwait(false);
        switch (kept.State)
        {
            case EntryState.Stale:
                Complete(flight, kept.Value, CacheOutcome.Stale, lease, error);
                return askedAt;
            case EntryState.Value or EntryState.Negative:
                Complete(flight, kept.Value, CacheOutcome.Miss, lease);
                return askedAt;
            default:
                Complete(flight, default, CacheOutcome.Failed, lease, error);
                return 0;
        }
    }

    /// <summary>
    /// Reads what may be served instead of what could not be fetched, after the fetch has failed: an entry that was invalidated meanwhile is not
    /// there any more, so this has the guarantees of any hit.
    /// </summary>
    private async ValueTask<EntryView<T>> ReadKeptAsync<T>(Flight<T> flight, FillEntry entry)
    {
        var options = flight.Policy.Options;
        if (options.FailSafeMaxStale is null || !options.ReadsEnabled || flight.Key.Keyspace.Fills is FillMode.Refresh)
        {
            return default;
        }

        try
        {
            var kept = await protocol.ReadAsync(entry.Keys.Value).ConfigureAwait(false);
            return kept.IsNull ? default : flight.Decode(kept, time);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            warnings.Failed("fail-safe", flight.Policy, e);
            return default;
        }
    }

    private void Complete<T>(
        Flight<T> flight, T? value, CacheOutcome outcome, in LeaseResult<T> lease, Exception? error = null, bool isBeingStored = false)
        => flight.Complete(new(value, outcome, lease.Latency, time.GetTimestamp(), error, isBeingStored));
}
