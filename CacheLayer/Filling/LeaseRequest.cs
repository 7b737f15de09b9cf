using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Filling;

/// <summary>Asks the primary for the lease of a key, until it is granted, the value is there, or waiting for another process takes too long.</summary>
internal sealed class LeaseRequest(FillProtocol protocol, CacheWarnings warnings, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(25);

    public async ValueTask<LeaseResult<T>> RunAsync<T>(Flight<T> flight, FillEntry entry, CancellationToken stopping)
    {
        var (key, policy) = (flight.Key, flight.Policy);
        var timeout = policy.Options.OriginLatency * policy.Options.FillWaitFactor;
        var pause = TimeSpan.FromTicks(Math.Min(policy.Options.OriginLatency.Ticks / 8, LongestPause.Ticks));
        var latency = TimeSpan.Zero;
        var waited = false;
        var isUnusable = false;
        var isForeign = false;
        while (true)
        {
            var askedAt = time.GetTimestamp();
            try
            {
                if (isForeign)
                {
                    isForeign = false;
                    await protocol.RemoveAsync(entry.Keys.Value).ConfigureAwait(false);
                }

                var reply = await entry.Lease.AskAsync(key.Keyspace.Fills is FillMode.Refresh, flight.StaleStoredAt).ConfigureAwait(false);
                latency = latency == default ? time.GetElapsedTime(flight.StartedAt) : latency;
                switch (reply.Status)
                {
                    case BeginFillStatus.Granted:
                        return new(LeaseState.Granted, askedAt, latency, waited, Watermark: reply.Watermark);
                    case BeginFillStatus.Found when flight.Decode(reply.Entry, time) is var found:
                        if (found.State is EntryState.Value or EntryState.Negative)
                        {
                            return new(LeaseState.Found, askedAt, latency, waited, found);
                        }

                        if (isUnusable)
                        {
                            break;
                        }

                        isUnusable = true;
                        flight.StaleStoredAt = found.StaleStoredAt;
                        if (found.State is EntryState.Undecodable)
                        {
                            await protocol.RemoveAsync(entry.Keys.Value).ConfigureAwait(false);
                        }

                        continue;
                    case BeginFillStatus.Held when key.IsRefresh:
                        return new(LeaseState.Denied, askedAt, latency, waited);
                    case BeginFillStatus.Held when !waited:
                        // The others of its batch shall not wait with it.
                        waited = true;
                        flight.Origin.Leave();
                        break;
                }
            }
            catch (RedisServerException e) when (!isUnusable && RedisFaults.IsWrongType(e))
            {
                // Not a string, which a pipelined read does not tell from nothing: as good as an entry that does not decode.
                policy.Counters.Undecodable();
                (isUnusable, isForeign) = (true, true);
                continue;
            }
            catch (Exception e)
            {
                // Whatever it is: without a lease there is no fill, but a value all the same.
                warnings.Failed("begin fill", policy, e);
                return new(LeaseState.Failed, askedAt, latency, waited, Fault: e);
            }

            if (isUnusable || time.GetElapsedTime(flight.StartedAt) + pause > timeout)
            {
                return new(LeaseState.Denied, askedAt, latency, waited);
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(false);
        }
    }
}
