using CacheLayer.Aside;
using CacheLayer.Batching;
using CacheLayer.Keyspaces;
using CacheLayer.Reads;
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
    private EntryRead<T> _read;
    private Missed<T> _missed;
    private Flight<T>? _flight;
    private bool _started;
    private bool _answered;
    private CacheRead<T> _result;

    internal BatchRead(Keyspace<T> keyspace, string id, Fetcher<T> fetcher, KeyspacePolicy policy, RedisKey key)
    {
        _keyspace = keyspace;
        _id = id;
        _fetcher = fetcher;
        _policy = policy;
        _key = key;
    }

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The batch has not been executed.</exception>
    public CacheRead<T> Result => _answered ? _result : throw new InvalidOperationException("The batch has not been executed.");

    RedisKey IBatchItem.Key => _key;

    KeyspacePolicy IBatchItem.Policy => _policy;

    bool IBatchItem.Answer(EntryReader reader, in ManyRead many, int index)
    {
        _read = reader.Read<T>(_policy, many, index);
        if (_read.Found)
        {
            _result = Answers.Hit(_policy, _id, _read);
            _answered = true;
        }

        return _read.Found;
    }

    void IBatchItem.Start(Flights flights, BulkFetches bulks, long arrivedAt)
    {
        _missed = new(_keyspace, _id, _policy, _fetcher, arrivedAt, _read.Fault);
        _flight = flights.GetOrStart(_missed, bulks.For(_fetcher), out _started);
    }

    async ValueTask IBatchItem.FinishAsync(Flights flights, CancellationToken cancellationToken)
    {
        var flown = await flights.AnswerAsync(_missed, _flight!, cancellationToken).ConfigureAwait(false);
        _result = Answers.Flown(_missed, _read.Latency, flown, _started, flights.Time);
        _answered = true;
    }
}
