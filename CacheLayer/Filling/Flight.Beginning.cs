using CacheLayer.Entries;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Filling;

/// <content>How it begins: asks the primary for the value or the lease.</content>
internal sealed partial class Flight<T>
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(25);

    // Registered when the lease stands, and not at the same time: an invalidation in between would find no lease to take, and take the entry out of the index.
    private async ValueTask<LeaseResult<T>> BeginRegisteredAsync()
    {
        var beginning = await BeginAsync().ConfigureAwait(false);
        if (beginning.Watermark is null
            || origin.KnownDependencies is not { Count: > 0 } dependsOn
            || await _fill.RegisterAheadAsync(dependsOn, origin.KnownTtl, StartedAt).ConfigureAwait(false))
        {
            return beginning;
        }

        await _fill.GiveUpAsync().ConfigureAwait(false);
        return beginning with { Watermark = null };
    }

    private async ValueTask<LeaseResult<T>> BeginAsync()
    {
        var patience = policy.Options.OriginLatency * policy.Options.FillWaitFactor;
        var pause = TimeSpan.FromTicks(Math.Min(policy.Options.OriginLatency.Ticks / 8, LongestPause.Ticks));
        var latency = TimeSpan.Zero;
        var waited = false;
        var unusable = false;
        var isForeign = false;
        while (true)
        {
            var askedAt = flights.Time.GetTimestamp();
            try
            {
                if (isForeign)
                {
                    isForeign = false;
                    await flights.Protocol.RemoveAsync(_fill.Keys.Value).ConfigureAwait(false);
                }

                var reply = await _fill.Lease.AskAsync(Key.Keyspace.Fills is FillMode.Refresh, _replaces).ConfigureAwait(false);
                latency = latency == default ? flights.Time.GetElapsedTime(StartedAt) : latency;
                switch (reply.Status)
                {
                    case BeginFillStatus.Granted:
                        return new(default, askedAt, latency, waited, reply.Watermark, null);
                    case BeginFillStatus.Found when EntryView<T>.Of(reply.Entry, Key.Keyspace.Shape, policy.Options, flights.Time) is var found:
                        if (found.State is EntryState.Value or EntryState.Negative)
                        {
                            return new(found, askedAt, latency, waited, null, null);
                        }

                        if (unusable)
                        {
                            break;
                        }

                        unusable = true;
                        _replaces = found.Replaces;
                        if (found.State is EntryState.Undecodable)
                        {
                            await flights.Protocol.RemoveAsync(_fill.Keys.Value).ConfigureAwait(false);
                        }

                        continue;
                    case BeginFillStatus.Held when Key.IsRefresh:
                        return new(default, askedAt, latency, waited, null, null);
                    case BeginFillStatus.Held when !waited:
                        // The others of its batch shall not wait with it.
                        waited = true;
                        origin.Leave();
                        break;
                }
            }
            catch (RedisServerException e) when (!unusable && RedisFaults.IsWrongType(e))
            {
                // Not a string, which a pipelined read does not tell from nothing: as good as an entry that does not decode.
                policy.Counters.Undecodable();
                (unusable, isForeign) = (true, true);
                continue;
            }
            catch (Exception e)
            {
                // Whatever it is: without a lease there is no fill, but a value all the same.
                flights.Warnings.Failed("begin fill", policy, e);
                return new(default, askedAt, latency, waited, null, e);
            }

            if (unusable || flights.Time.GetElapsedTime(StartedAt) + pause > patience)
            {
                return new(default, askedAt, latency, waited, null, null);
            }

            await Task.Delay(pause, flights.Time, flights.Stopping).ConfigureAwait(false);
        }
    }
}
