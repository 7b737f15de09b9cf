using System.Runtime.CompilerServices;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>Runs batches: one pipelined read; for what is missing one pipelined begin-fill, parallel fetches, one pipelined commit-fill.</summary>
internal sealed class BatchRunner(EntryReader entries, SingleFlight flights, L1Cache l1, TimeProvider time)
{
    /// <summary>Any mix of keyspaces and types.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(List<IBatchItem> items, CancellationToken cancellationToken)
    {
        if (items.Count is 0)
        {
            return;
        }

        var arrivedAt = time.GetTimestamp();
        List<IBatchItem>? missed = null;
        List<IBatchItem>? some = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.IsServed && !item.AnswerFromL1(l1))
            {
                some?.Add(item);
                continue;
            }

            some ??= items.GetRange(0, i);
            if (!item.IsServed)
            {
                (missed ??= []).Add(item);
            }
        }

        // Pages of a few keys are one read; of what is not asked of the cache nothing was read.
        var read = some ?? items;
        BatchPace? pace = null;
        try
        {
            if (missed is not null)
            {
                pace = new(flights, arrivedAt, time);
                await pace.StartAsync(missed, default, cancellationToken).ConfigureAwait(false);
            }

            var cut = new ReadCut();
            for (var from = 0; from < read.Count;)
            {
                var length = cut.Length(from, read.Count);
                var many = await ReadAsync(read, from, length, cancellationToken).ConfigureAwait(false);
                cut.Saw(many);
                missed = null;
                for (var i = 0; i < length; i++)
                {
                    if (!read[from + i].Answer(entries, flights, many, i))
                    {
                        (missed ??= []).Add(read[from + i]);
                    }
                }

                if (missed is not null)
                {
                    pace ??= new(flights, arrivedAt, time);
                    await pace.StartAsync(missed, many, cancellationToken).ConfigureAwait(false);
                }

                from += length;
            }
        }
        finally
        {
            // Whatever happens here: others wait for the flights that have begun.
            pace?.Close();
        }

        if (pace is not null)
        {
            await pace.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One keyspace: the same, with nothing allocated per key that is hit.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheRead<T>[]> GetManyAsync<T>(
        Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken)
    {
        var arrivedAt = time.GetTimestamp();
        var answers = new CacheRead<T>[ids.Count];
        var left = CacheReadFactory.FromL1(l1, keyspace, policy, ids, answers);
        if (left.Count is 0)
        {
            return answers;
        }

        var cut = new ReadCut();
        FlightQueue<T>? missed = null;
        try
        {
            for (var from = 0; from < left.Count;)
            {
                var keys = cut.Take(left.Keys, from);
                var many = policy.Options.ReadsEnabled ? await entries.ReadManyAsync(policy, keys, cancellationToken).ConfigureAwait(false) : default;
                cut.Saw(many);
                var hits = 0;
                for (var i = 0; i < keys.Length; i++)
                {
                    var position = left.Position(from + i);
                    var id = answers[position].Id;
                    var read = entries.Read(keyspace, id, policy, many, i);
                    if (read.Found)
                    {
                        if (read.Entry.StaleStoredAt is not null)
                        {
                            flights.Refresh<T>(new(keyspace, id, policy, fetcher, arrivedAt, null, read.Entry.StaleStoredAt));
                        }

                        answers[position] = CacheReadFactory.Found(policy, id, read);
                        hits++;
                    }
                    else
                    {
                        (missed ??= new(flights, fetcher, policy, answers, time)).Add(position, new(keyspace, id, policy, fetcher, arrivedAt, read.Fault, read.Entry.StaleStoredAt), read.Latency);
                    }
                }

                if (hits > 0)
                {
                    policy.Counters.Hits(hits, many.Latency);
                }

                from += keys.Length;
                if (missed is not null)
                {
                    await missed.StartAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // As above.
            missed?.Close();
        }

        if (missed is not null)
        {
            await missed.FinishAsync(cancellationToken).ConfigureAwait(false);
        }

        return answers;
    }

    private ValueTask<ManyRead> ReadAsync(List<IBatchItem> items, int from, int length, CancellationToken cancellationToken)
    {
        var keys = new RedisKeyOrValue[length];
        var policy = items[from].Policy;
        for (var i = 0; i < length; i++)
        {
            keys[i] = items[from + i].Key;
            policy = items[from + i].Policy == policy ? policy : null;
        }

        return entries.ReadManyAsync(policy, keys, cancellationToken);
    }
}
