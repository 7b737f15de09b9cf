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
        List<IBatchItem>? missed = null;
        foreach (var item in items)
        {
            if (!item.IsServed)
            {
                (missed ??= []).Add(item);
            }
        }

        var read = missed is null ? items : items.FindAll(static item => item.IsServed);
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
        var many = policy.Options.Serve ? await entries.ReadManyAsync(policy, keys, cancellationToken).ConfigureAwait(false) : default;
        var answers = new CacheRead<T>[keys.Length];
        BulkFetches? bulks = null;
        BatchFlight<T>?[]? missed = null;
        for (var i = 0; i < answers.Length; i++)
        {
            var read = entries.Read<T>(policy, many, i);
            if (read.Found)
            {
                if (read.Entry.Replaces is not 0)
                {
                    flights.Refresh<T>(new(keyspace, ids[i], policy, fetcher, arrivedAt, null, read.Entry.Replaces));
                }

                answers[i] = Answers.Hit(policy, ids[i], read);
            }
            else
            {
                bulks ??= new(flights.Time, flights.Stopping);
                missed ??= new BatchFlight<T>?[answers.Length];
                missed[i] = new(new(keyspace, ids[i], policy, fetcher, arrivedAt, read.Fault, read.Entry.Replaces), read.Latency, flights, bulks);
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

    private ValueTask<ManyRead> ReadAsync(List<IBatchItem> items, CancellationToken cancellationToken)
    {
        var keys = new RedisKey[items.Count];
        var policy = items[0].Policy;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = items[i].Key;
            policy = items[i].Policy == policy ? policy : null;
        }

        return entries.ReadManyAsync(policy, keys, cancellationToken);
    }
}
