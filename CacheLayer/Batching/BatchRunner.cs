using CacheLayer.Aside;
using CacheLayer.Reads;
using StackExchange.Redis;

namespace CacheLayer.Batching;

/// <summary>Runs batches: one pipelined read; for what is missing one pipelined begin-fill, parallel fetches, one pipelined commit-fill.</summary>
internal sealed class BatchRunner(EntryReader reader, Flights flights)
{
    public async ValueTask RunAsync(IReadOnlyList<IBatchItem> items, CancellationToken cancellationToken)
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

        var many = await reader.ReadManyAsync(policy, keys, cancellationToken).ConfigureAwait(false);
        List<IBatchItem>? missed = null;
        for (var i = 0; i < items.Count; i++)
        {
            if (!items[i].Answer(reader, many, i))
            {
                (missed ??= []).Add(items[i]);
            }
        }

        if (missed is not null)
        {
            await FlyAsync(missed, arrivedAt, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FlyAsync(List<IBatchItem> missed, long arrivedAt, CancellationToken cancellationToken)
    {
        var bulks = new BulkFetches(flights.Stopping);
        foreach (var item in missed)
        {
            item.Start(flights, bulks, arrivedAt);
        }

        bulks.Close();
        foreach (var item in missed)
        {
            await item.FinishAsync(flights, cancellationToken).ConfigureAwait(false);
        }
    }
}
