using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Reading;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>One read of a <see cref="CacheBatch"/>.</summary>
public sealed class BatchRead<T> : IBatchItem
{
    private readonly Keyspace<T> _keyspace;
    private readonly string _id;
    private readonly Fetcher<T> _fetcher;
    private readonly KeyspacePolicy _policy;
    private readonly RedisKey _key;
    private readonly bool _isServed;
    private BatchFlight<T>? _flight;
    private long? _staleStoredAt;
    private Exception? _fault;
    private bool _answered;
    private CacheRead<T> _result;

    internal BatchRead(Keyspace<T> keyspace, string id, Fetcher<T> fetcher, KeyspacePolicy policy, RedisKey key)
    {
        _keyspace = keyspace;
        _id = id;
        _fetcher = fetcher;
        _policy = policy;
        _key = key;
        // Looked at once: it may change before the batch is executed.
        _isServed = policy.Options.ReadsEnabled;
    }

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The batch has not been executed.</exception>
    public CacheRead<T> Result => _answered ? _result : throw new InvalidOperationException("The batch has not been executed.");

    RedisKey IBatchItem.Key => _key;

    KeyspacePolicy IBatchItem.Policy => _policy;

    bool IBatchItem.FetchesMany => _fetcher.FetchesMany;

    bool IBatchItem.IsServed => _isServed;

    bool IBatchItem.AnswerFromL1(L1Cache l1)
    {
        if (l1.Of(_keyspace, _policy) is { } store && store.TryGet(_id, out var value))
        {
            _result = CacheReadFactory.FromL1(_policy, _id, value);
            _answered = true;
        }

        return _answered;
    }

    bool IBatchItem.Answer(EntryReader entries, SingleFlight flights, in ManyRead many, int index)
    {
        var read = entries.Read(_keyspace, _id, _policy, many, index);
        _staleStoredAt = read.Entry.StaleStoredAt;
        _fault = read.Fault;
        if (read.Found)
        {
            if (_staleStoredAt is not null)
            {
                flights.Refresh<T>(new(_keyspace, _id, _policy, _fetcher, 0, null, _staleStoredAt));
            }

            _result = CacheReadFactory.Hit(_policy, _id, read);
            _answered = true;
        }

        return read.Found;
    }

    void IBatchItem.Start(SingleFlight flights, BulkFetches bulks, in ManyRead many, long arrivedAt, TimeProvider time)
    {
        _flight = new(
            new(_keyspace, _id, _policy, _fetcher, arrivedAt, _fault, _staleStoredAt), _isServed ? many.Latency : TimeSpan.Zero, flights, bulks, time);
    }

    async ValueTask IBatchItem.FinishAsync(SingleFlight flights, CancellationToken cancellationToken)
    {
        _result = await _flight!.FinishAsync(cancellationToken).ConfigureAwait(false);
        _answered = true;
    }
}
