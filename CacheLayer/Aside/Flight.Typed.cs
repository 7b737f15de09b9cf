using CacheLayer.Client;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;
using MessagePack;

namespace CacheLayer.Aside;

/// <summary>A flight for a value of type <typeparamref name="T"/>.</summary>
internal sealed class Flight<T>(FlightKey key, KeyspacePolicy policy, OriginCall<T> origin, Exception? fault, Flights flights)
    : Flight(key, flights.Time.GetTimestamp())
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(25);

    private readonly TaskCompletionSource<FlightResult<T>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EntryKeys _keys = KeyLayout.Entry(key.Keyspace, key.Id);
    private readonly int _primaryEpoch = flights.PrimaryEpoch;

    /// <summary>The value, as soon as it is there. Never faulted: see <see cref="FlightResult{T}.Error"/>.</summary>
    public Task<FlightResult<T>> Result => _result.Task;

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
            // First removed, then settled: who finds the value too old must find no flight, or a newer one.
            flights.Remove(this);
            Settle(currentAsOf);
        }
    }

    private async ValueTask<long> FlyAsync()
    {
        var fence = new Fence(_keys, policy, flights.Protocol);
        origin.Enlist();
        var beginning = fault is null && Key.Keyspace.Fills is not FillMode.Never ? await BeginAsync(fence).ConfigureAwait(false) : default(Beginning<T>) with { Fault = fault };
        if (beginning.Found)
        {
            if (!beginning.Waited)
            {
                origin.Leave();
            }

            Complete(beginning.Value, beginning.Waited ? CacheOutcome.Miss : CacheOutcome.Hit, beginning.Latency);
            return beginning.AskedAt;
        }

        var fetched = await FetchAsync(beginning).ConfigureAwait(false);
        try
        {
            return await FillAsync(fence, beginning.Watermark, fetched).ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("fill", policy, e);
            return StartedAt;
        }
    }

    private async ValueTask<Beginning<T>> BeginAsync(Fence fence)
    {
        var patience = policy.Options.OriginLatency * policy.Options.FillWait;
        var pause = TimeSpan.FromTicks(Math.Min(policy.Options.OriginLatency.Ticks / 8, LongestPause.Ticks));
        var latency = TimeSpan.Zero;
        var waited = false;
        var unreadable = false;
        while (true)
        {
            var askedAt = flights.Time.GetTimestamp();
            try
            {
                var reply = await fence.AskAsync(Key.Keyspace.Fills is FillMode.Refresh).ConfigureAwait(false);
                latency = latency == default ? flights.Time.GetElapsedTime(StartedAt) : latency;
                switch (reply.Status)
                {
                    case BeginFillStatus.Granted:
                        return new(false, default, askedAt, latency, waited, reply.Watermark, null);
                    case BeginFillStatus.Found when EntryCodec.TryDecode<T>(reply.Entry, out var value):
                        return new(true, value, askedAt, latency, waited, null, null);
                    case BeginFillStatus.Found when !unreadable:
                        unreadable = true;
                        await flights.Protocol.RemoveAsync(_keys.Value).ConfigureAwait(false);
                        continue;
                    case BeginFillStatus.Held when !waited:
                        // The others of its batch shall not wait with it.
                        waited = true;
                        origin.Leave();
                        break;
                }
            }
            catch (Exception e)
            {
                // Whatever it is: without a fence there is no fill, but a value all the same.
                flights.Warnings.Failed("begin fill", policy, e);
                return new(false, default, askedAt, latency, waited, null, e);
            }

            if (unreadable || flights.Time.GetElapsedTime(StartedAt) + pause > patience)
            {
                return new(false, default, askedAt, latency, waited, null, null);
            }

            await Task.Delay(pause, flights.Time, flights.Stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<Fetched<T>> FetchAsync(Beginning<T> beginning)
    {
        try
        {
            var fetched = beginning.Waited
                ? await origin.FetchAloneAsync(Key.Id, flights.Stopping).ConfigureAwait(false)
                : await origin.FetchAsync(Key.Id, flights.Stopping).ConfigureAwait(false);
            Complete(fetched.Value, beginning.Fault is null ? CacheOutcome.Miss : CacheOutcome.Bypass, beginning.Latency, beginning.Fault);
            return fetched;
        }
        catch (Exception e)
        {
            Complete(default, CacheOutcome.Failed, beginning.Latency, e);
            return default;
        }
    }

    /// <returns>The time as of which the value is known to be current.</returns>
    private async ValueTask<long> FillAsync(Fence fence, long? watermark, Fetched<T> fetched)
    {
        if (watermark is not null && fetched.Value is not null)
        {
            var ttl = fetched.Ttl ?? policy.Options.Ttl;
            if (await EntryAsync(watermark.Value, fetched, ttl).ConfigureAwait(false) is { } entry)
            {
                var sentAt = flights.Time.GetTimestamp();
                if (await fence.CommitAsync(entry, ttl, fetched.Version).ConfigureAwait(false))
                {
                    return sentAt;
                }
            }

            policy.Counters.RefusedFill();
            await fence.ReleaseAsync().ConfigureAwait(false);
            return StartedAt;
        }

        var releasedAt = flights.Time.GetTimestamp();
        return await fence.ReleaseAsync().ConfigureAwait(false) ? releasedAt : StartedAt;
    }

    /// <returns>The entry, or null when it must not be stored.</returns>
    private async ValueTask<byte[]?> EntryAsync(long watermark, Fetched<T> fetched, TimeSpan ttl)
    {
        if (fetched.Version < watermark)
        {
            return null;
        }

        if (fetched.DependsOn is { Count: > 0 } dependsOn
            && !(await flights.Dependencies.RegisterAsync(_keys.Value, ttl, policy.Options.FenceLife, dependsOn, StartedAt).ConfigureAwait(false)
                // Another primary's clock says nothing about what the old one invalidated when.
                && flights.PrimaryEpoch == _primaryEpoch))
        {
            return null;
        }

        try
        {
            var entry = EntryCodec.Encode(fetched.Value, fetched.Version, flights.Time.GetUtcNow());
            return entry.Length <= policy.Options.MaxEntryBytes ? entry : null;
        }
        catch (MessagePackSerializationException e)
        {
            flights.Warnings.Warn("serialise", policy.Name, e);
            return null;
        }
    }

    private void Complete(T? value, CacheOutcome outcome, TimeSpan beginLatency, Exception? error = null)
        => _result.TrySetResult(new(value, outcome, beginLatency, flights.Time.GetTimestamp(), error));
}
