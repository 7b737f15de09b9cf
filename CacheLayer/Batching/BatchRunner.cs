using System.Runtime.CompilerServices;
using CacheLayer.Aside;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Reads;
using StackExchange.Redis;

namespace CacheLayer.Batching;

/// <summary>Runs batches: one pipelined read; for what is missing one pipelined begin-fill, parallel fetches, one pipelined commit-fill.</summary>
internal sealed class BatchRunner(EntryReader entries, Flights flights, L1Cache l1)
{
    /// <summary>Any mix of keyspaces and types.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(List<IBatchItem> items, CancellationToken cancellationToken)
    {
        if (items.Count is 0)
        {
            return;
        }

        var arrivedAt = flights.Time.GetTimestamp();
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

        var read = some ?? items;
        var many = read.Count is 0 ? default : await ReadAsync(read, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < read.Count; i++)
        {
            if (!read[i].Answer(entries, flights, many, i))
            {
                (missed ??= []).Add(read[i]);
            }
        }

        if (missed is null)
        {
            return;
        }

        var bulks = new BulkFetches(flights.Time, flights.Stopping);
        try
        {
            foreach (var item in missed)
            {
                item.Start(flights, bulks, many, arrivedAt);
            }
        }
        finally
        {
            // Whatever happens here: others wait for the flights that have begun.
            bulks.Close();
        }

        foreach (var item in missed)
        {
            await item.FinishAsync(flights, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One keyspace: the same, with nothing allocated per key that is hit.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheRead<T>[]> GetManyAsync<T>(
        Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, Fetcher<T> fetcher, CancellationToken cancellationToken)
    {
        var arrivedAt = flights.Time.GetTimestamp();
        var answers = new CacheRead<T>[ids.Count];
        var left = Answers.FromL1(l1, keyspace, policy, ids, answers);
        if (left.Count is 0)
        {
            return answers;
        }

        var many = policy.Options.Serve ? await entries.ReadManyAsync(policy, left.Keys, cancellationToken).ConfigureAwait(false) : default;
        BulkFetches? bulks = null;
        BatchFlight<T>?[]? missed = null;
        var hits = 0;
        try
        {
            for (var i = 0; i < left.Count; i++)
            {
                var position = left.Position(i);
                var id = answers[position].Id;
                var read = entries.Read(keyspace, id, policy, many, i);
                if (read.Found)
                {
                    if (read.Entry.Replaces is not 0)
                    {
                        flights.Refresh<T>(new(keyspace, id, policy, fetcher, arrivedAt, null, read.Entry.Replaces));
                    }

                    answers[position] = Answers.Found(policy, id, read);
                    hits++;
                }
                else
                {
                    bulks ??= new(flights.Time, flights.Stopping);
                    missed ??= new BatchFlight<T>?[answers.Length];
                    missed[position] = new(new(keyspace, id, policy, fetcher, arrivedAt, read.Fault, read.Entry.Replaces), read.Latency, flights, bulks);
                }
            }
        }
        finally
        {
            // As above.
            bulks?.Close();
        }

        if (hits > 0)
        {
            policy.Counters.Hits(hits, many.Latency);
        }

        for (var i = 0; i < missed?.Length; i++)
        {
            if (missed[i] is { } flight)
            {
                answers[i] = await flight.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return answers;
    }

    private ValueTask<ManyRead> ReadAsync(List<IBatchItem> items, CancellationToken cancellationToken)
    {
        var keys = new RedisKeyOrValue[items.Count];
        var policy = items[0].Policy;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = items[i].Key;
            policy = items[i].Policy == policy ? policy : null;
        }

        return entries.ReadManyAsync(policy, keys, cancellationToken);
    }
}
