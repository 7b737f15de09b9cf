using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CacheLayer.Aside;
using CacheLayer.Batching;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;
using CacheLayer.Reads;
using CacheLayer.Telemetry;

namespace CacheLayer;

/// <summary>Cache-aside: reads the cache, fetches only what is missing, and fills it in the background.</summary>
public sealed class CacheAside
{
    private readonly KeyspacePolicies _policies;
    private readonly EntryReader _reader;
    private readonly Flights _flights;
    private readonly BatchRunner _runner;

    internal CacheAside(KeyspacePolicies policies, EntryReader reader, Flights flights)
    {
        _policies = policies;
        _reader = reader;
        _flights = flights;
        _runner = new(reader, flights);
    }

    /// <summary>Reads one key, or fetches it. What the fetch throws reaches the caller.</summary>
    /// <exception cref="ArgumentException">The id is not one.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; a fetch that was begun goes on, and is stored.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheRead<T>> GetOrFetchAsync<T>(Keyspace<T> keyspace, string id, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
    {
        var key = KeyLayout.Value(keyspace, id);
        var policy = _policies[keyspace];
        var arrivedAt = _flights.Time.GetTimestamp();
        using var activity = CacheActivities.Start("cache get", keyspace.Name);
        var read = await _reader.ReadAsync<T>(policy, key, cancellationToken).ConfigureAwait(false);
        activity?.SetTag("cache.hit", read.Found);
        return read.Found
            ? Answers.Hit(policy, id, read)
            : await FetchAsync(new Missed<T>(keyspace, id, policy, fetcher, arrivedAt, read.Fault), read.Latency, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads keys of one keyspace, and fetches the missing ones in parallel; answers are in the order of <paramref name="ids"/>. Never throws for a key: see <see cref="CacheOutcome.Failed"/>.</summary>
    /// <exception cref="ArgumentException">An id is not one; the message names its position.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; fetches that were begun go on, and are stored.</exception>
    public async ValueTask<CacheRead<T>[]> GetManyOrFetchAsync<T>(Keyspace<T> keyspace, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken = default)
    {
        var batch = Batch();
        var reads = new BatchRead<T>[ids.Count];
        for (var i = 0; i < reads.Length; i++)
        {
            reads[i] = batch.GetOrFetch(keyspace, ids[i], fetcher);
        }

        await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(reads, static read => read.Result);
    }

    /// <summary>Starts a batch of any mix of keyspaces and types, read in one pipelined round trip.</summary>
    public CacheBatch Batch() => new(_runner, _policies);

    private async ValueTask<CacheRead<T>> FetchAsync<T>(Missed<T> missed, TimeSpan readLatency, CancellationToken cancellationToken)
    {
        var flight = _flights.GetOrStart(missed, new OriginCall<T>(missed.Fetcher), out var started);
        var flown = await _flights.AnswerAsync(missed, flight, cancellationToken).ConfigureAwait(false);
        var answer = Answers.Flown(missed, readLatency, flown, started, _flights.Time);
        if (flown.Outcome is CacheOutcome.Failed)
        {
            ExceptionDispatchInfo.Throw(flown.Error!);
        }

        return answer;
    }
}
