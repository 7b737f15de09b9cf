using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CacheLayer.Diagnostics;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>Reads of one key, with fetch or without: the hot path, one pooled state machine from the caller to the router.</summary>
internal sealed class SingleReader(
    KeyspacePolicies policies, EntryReader entries, SingleFlight flights, L1Cache l1, KeyRouter router, TimeProvider time)
{
    /// <param name="keyspace">The keyspace.</param>
    /// <param name="id">The id.</param>
    /// <param name="fetcher">How to fetch what is missing, or null to leave it at a miss.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<CacheRead<T>> GetAsync<T>(Keyspace<T> keyspace, string id, Fetcher<T>? fetcher, CancellationToken cancellationToken)
        => GetAsync(keyspace, id, new GivenFetcher<T>(fetcher), usesL1: true, cancellationToken);

    /// <param name="keyspace">The keyspace.</param>
    /// <param name="id">The id.</param>
    /// <param name="fetchers">Asked when it is missing.</param>
    /// <param name="usesL1">Whether the memory of this process may answer, and keep the answer.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<CacheRead<T>> GetAsync<T, TFetchers>(
        Keyspace<T> keyspace, string id, TFetchers fetchers, bool usesL1, CancellationToken cancellationToken)
        where TFetchers : struct, IFetcherSource<T>
    {
        ArgumentNullException.ThrowIfNull(keyspace);
        var policy = policies[keyspace];
        var store = usesL1 ? l1.Of(keyspace, policy) : null;
        return store is not null && store.TryGet(id, out var value)
            ? new(CacheReadFactory.FromL1(policy, id, value))
            : ReadAsync(keyspace, id, policy, fetchers, store is not null, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheRead<T>> ReadAsync<T, TFetchers>(
        Keyspace<T> keyspace, string id, KeyspacePolicy policy, TFetchers fetchers, bool usesL1, CancellationToken cancellationToken)
        where TFetchers : struct, IFetcherSource<T>
    {
        var key = KeyLayout.Value(keyspace, id, policy.Counters);
        var arrivedAt = time.GetTimestamp();
        EntryRead<T> read = default;
        if (policy.Options.ReadsEnabled)
        {
            try
            {
                var kept = usesL1 ? l1.BeginRead() : null;
                using var lease = await router.ReadAsync(key, (key, kept), EntryReader.Get, cancellationToken).ConfigureAwait(false);
                read = entries.Read(keyspace, id, policy, lease, time.GetElapsedTime(arrivedAt), kept);
                if (read.Found)
                {
                    if (read.Entry.StaleStoredAt is not null && fetchers.Create() is { } refresher)
                    {
                        flights.Refresh<T>(new(keyspace, id, policy, refresher, arrivedAt, null, read.Entry.StaleStoredAt));
                    }

                    return CacheReadFactory.Hit(policy, id, read);
                }
            }
            catch (RedisServerException e) when (RedisFaults.IsWrongType(e))
            {
                read = await entries.ReplaceForeignAsync<T>(policy, key, time.GetElapsedTime(arrivedAt)).ConfigureAwait(false);
            }
            catch (Exception e) when (CacheFault.Is(e))
            {
                read = entries.Failed<T>(policy, e, time.GetElapsedTime(arrivedAt));
            }
        }

        return fetchers.Create() is not { } fetcher
            ? await MissAsync<T>(policy, id, key, read).ConfigureAwait(false)
            : await FetchAsync(
                new FillRequest<T>(keyspace, id, policy, fetcher, arrivedAt, read.Fault, read.Entry.StaleStoredAt), read.Latency, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches without reading first.</summary>
    public ValueTask<CacheRead<T>> FetchAsync<T>(Keyspace<T> keyspace, string id, KeyspacePolicy policy, Fetcher<T> fetcher, CancellationToken cancellationToken)
        => FetchAsync(new FillRequest<T>(keyspace, id, policy, fetcher, time.GetTimestamp(), null), TimeSpan.Zero, cancellationToken);

    private async ValueTask<CacheRead<T>> MissAsync<T>(KeyspacePolicy policy, string id, RedisKey key, EntryRead<T> read)
    {
        if (read.Undecodable)
        {
            await entries.RemoveAsync(policy, key).ConfigureAwait(false);
        }

        return CacheReadFactory.Miss(policy, id, read);
    }

    private async ValueTask<CacheRead<T>> FetchAsync<T>(FillRequest<T> missed, TimeSpan readLatency, CancellationToken cancellationToken)
    {
        // Not around every read: a span costs more than a hit does.
        using var activity = CacheActivities.Start("cache miss", missed.Policy.Name);
        var flight = flights.GetOrStart(missed, new OriginCall<T>(missed.Fetcher, missed.Policy, time), out var started);
        var flown = await flights.AnswerAsync(missed, flight, started, cancellationToken).ConfigureAwait(false);
        var answer = CacheReadFactory.FromFill(missed, readLatency, flown, started, time);
        if (flown.Outcome is CacheOutcome.Failed)
        {
            ExceptionDispatchInfo.Throw(flown.Error!);
        }

        return answer;
    }
}
