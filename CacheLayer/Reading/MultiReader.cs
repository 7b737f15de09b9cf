using System.Runtime.CompilerServices;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>Reads several keys: one pipelined read; for what is missing one pipelined begin-fill, parallel fetches, one pipelined commit-fill.</summary>
internal sealed class MultiReader(EntryReader entries, SingleFlight flights, L1Cache l1, TimeProvider time)
{
    /// <summary>Reads keys of one keyspace.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheRead<T>[]> GetManyAsync<T>(
        Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, Fetcher<T>? fetcher, CancellationToken cancellationToken)
    {
        var group = ReadGroup<T>.Rent(new(keyspace, policy, ids, fetcher, entries, flights, time));
        await RunAsync(group, cancellationToken).ConfigureAwait(false);
        return group.Return();
    }

    /// <summary>A group of a batch, to which keys are added.</summary>
    public ReadGroup<T> Group<T>(Keyspace<T> keyspace, KeyspacePolicy policy, Fetcher<T> fetcher)
        => new(new(keyspace, policy, new List<string>(), fetcher, entries, flights, time));

    /// <summary>Reads the keys of a group, and of all those that follow it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(ReadGroup first, CancellationToken cancellationToken)
    {
        var arrivedAt = time.GetTimestamp();
        for (var group = first; group is not null; group = group.Next)
        {
            group.Begin(l1, arrivedAt);
        }

        try
        {
            await FillAsync(first, cancellationToken).ConfigureAwait(false);
            var all = first.Next is null ? first.Keys : KeysOf(first);
            var cut = new ReadCut();
            for (var from = 0; from < all.Length;)
            {
                var keys = cut.Take(all, from);
                var many = await entries.ReadManyAsync(PolicyOf(first, from, keys.Length), keys, cancellationToken).ConfigureAwait(false);
                cut.Saw(many);
                Take(first, from, keys.Length, many);
                await FillAsync(first, cancellationToken).ConfigureAwait(false);
                from += keys.Length;
            }
        }
        finally
        {
            // Whatever happens here: other callers wait for the fills that have begun.
            for (var group = first; group is not null; group = group.Next)
            {
                group.Close();
            }
        }

        for (var group = first; group is not null; group = group.Next)
        {
            await group.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static ValueTask FillAsync(ReadGroup first, CancellationToken cancellationToken)
    {
        for (var group = first; group is not null; group = group.Next)
        {
            if (group.HasMisses)
            {
                return FillAllAsync(group, cancellationToken);
            }
        }

        return default;
    }

    private static async ValueTask FillAllAsync(ReadGroup first, CancellationToken cancellationToken)
    {
        for (var group = first; group is not null; group = group.Next)
        {
            await group.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static RedisKeyOrValue[] KeysOf(ReadGroup first)
    {
        var count = 0;
        for (var group = first; group is not null; group = group.Next)
        {
            count += group.Keys.Length;
        }

        var all = new RedisKeyOrValue[count];
        var at = 0;
        for (var group = first; group is not null; group = group.Next)
        {
            group.Keys.CopyTo(all, at);
            at += group.Keys.Length;
        }

        return all;
    }

    // Null when the keys are of several keyspaces.
    private static KeyspacePolicy? PolicyOf(ReadGroup first, int from, int length)
    {
        KeyspacePolicy? policy = null;
        var start = 0;
        for (var group = first; group is not null && start < from + length; start += group.Keys.Length, group = group.Next)
        {
            if (start + group.Keys.Length > from)
            {
                if (policy is not null && policy != group.Policy)
                {
                    return null;
                }

                policy = group.Policy;
            }
        }

        return policy;
    }

    private static void Take(ReadGroup first, int from, int length, in ManyRead many)
    {
        var start = 0;
        for (var group = first; group is not null && start < from + length; start += group.Keys.Length, group = group.Next)
        {
            var begin = Math.Max(from, start);
            var count = Math.Min(from + length, start + group.Keys.Length) - begin;
            if (count > 0)
            {
                group.Take(begin - start, count, many, begin - from);
            }
        }
    }
}
