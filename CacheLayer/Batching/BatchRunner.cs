using CacheLayer.Aside;
using CacheLayer.Keyspaces;
using CacheLayer.Reads;
using StackExchange.Redis;

namespace CacheLayer.Batching;

/// <summary>Runs batches: one pipelined read; for what is missing one pipelined begin-fill, parallel fetches, one pipelined commit-fill.</summary>
internal sealed class BatchRunner(EntryReader entries, Flights flights)
{
    /// <summary>Any mix of keyspaces and types.</summary>
    public async ValueTask RunAsync(List<IBatchItem> items, CancellationToken cancellationToken)
    {
        if (items.Count is 0)
        {
            return;
        }

        var arrivedAt = flights.Time.GetTimestamp();
        var keys = new RedisKey[items.Count];
        var policy = items[0].Policy;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = items[i].Key;
            policy = items[i].Policy == policy ? policy : null;
        }

        var many = await entries.ReadManyAsync(policy, keys, cancellationToken).ConfigureAwait(false);
        List<IBatchItem>? missed = null;
        for (var i = 0; i < keys.Length; i++)
        {
            if (!items[i].Answer(entries, many, i))
            {
                (missed ??= []).Add(items[i]);
            }
        }

        if (missed is null)
        {
            return;
        }

        var bulks = new BulkFetches(flights.Stopping);
        foreach (var item in missed)
        {
            item.Start(flights, bulks, many, arrivedAt);
        }

        bulks.Close();
        foreach (var item in missed)
        {
            await item.FinishAsync(flights, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One keyspace: the same, with nothing allocated per key that is hit.</summary>
    public async ValueTask<CacheRead<T>[]> GetManyAsync<T>(
        Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, RedisKey[] keys, Fetcher<T> fetcher, CancellationToken cancellationToken)
    {
        var arrivedAt = flights.Time.GetTimestamp();
        var many = await entries.ReadManyAsync(policy, keys, cancellationToken).ConfigureAwait(false);
        var answers = new CacheRead<T>[keys.Length];
        BulkFetches? bulks = null;
        BatchFlight<T>?[]? missed = null;
        for (var i = 0; i < answers.Length; i++)
        {
            var read = entries.Read<T>(policy, many, i);
            if (read.Found)
            {
                answers[i] = Answers.Hit(policy, ids[i], read);
            }
            else
            {
                bulks ??= new(flights.Stopping);
                missed ??= new BatchFlight<T>?[answers.Length];
                missed[i] = new(new(keyspace, ids[i], policy, fetcher, arrivedAt, read.Fault), read.Latency, flights, bulks);
            }
        }

        bulks?.Close();
        for (var i = 0; i < missed?.Length; i++)
        {
            if (missed[i] is { } flight)
            {
                answers[i] = await flight.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return answers;
    }
}
