using System.Runtime.CompilerServices;
using CacheLayer.Entries;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Metrics;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>Makes readings of what the nearest node answers, and records how long it took.</summary>
internal sealed class EntryReader(
    KeyRouter router, FillProtocol protocol, L1Cache l1, CacheMetrics metrics, CacheWarnings warnings, TimeProvider time)
{
    /// <summary>Asks a node for one key.</summary>
    public static readonly Func<IDatabase, (RedisKey Key, L1Read? Kept), Task<Lease<byte>?>> Get = static (db, s) =>
    {
        s.Kept?.Asks(db);
        return db.StringGetLeaseAsync(s.Key);
    };

    /// <summary>All keys in one round trip; take each with <see cref="Read{T}(Keyspace{T}, string, KeyspacePolicy, in ManyRead, int)"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ManyRead> ReadManyAsync(KeyspacePolicy? policy, RedisKeyOrValue[] keys, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            var kept = l1.BeginRead();
            Exception?[]? faults = null;
            L1Read[]? keptEach = null;
            var entries = router.IsCluster
                ? await ReadEachAsync(keys, keptEach = KeptEach(kept, keys.Length), faults = new Exception?[keys.Length], cancellationToken).ConfigureAwait(false)
                : EntriesOf(await router.ReadAsync(
                    keys[0].Key,
                    (keys, kept),
                    static (db, s) =>
                    {
                        s.kept?.Asks(db);
                        return db.ExecuteRespAsync("MGET", s.keys);
                    },
                    cancellationToken).ConfigureAwait(false));
            var latency = time.GetElapsedTime(startedAt);
            var outcome = faults is not null && Array.Exists(faults, static fault => fault is not null) ? ReadOutcome.Error
                : Array.TrueForAll(entries, static entry => entry is not null) ? ReadOutcome.Hit
                : ReadOutcome.Miss;
            metrics.RecordPipeline(policy, outcome, latency);
            return new(entries, latency, null, kept, faults, keptEach);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            var latency = time.GetElapsedTime(startedAt);
            metrics.RecordPipeline(policy, ReadOutcome.Error, latency);
            return new(null, latency, e);
        }
    }

    /// <summary>One of the readings of a pipelined read; each is taken once.</summary>
    public EntryRead<T> Read<T>(Keyspace<T> keyspace, string id, KeyspacePolicy policy, in ManyRead many, int index)
    {
        if (many.FaultOf(index) is { } fault)
        {
            warnings.Failed("get many", policy, fault);
            return new(default, many.Latency, fault);
        }

        if (many.Entries is null)
        {
            return new(default, many.Latency);
        }

        using var entry = many.Entries[index];
        return entry is null ? Absent<T>(many.Latency) : Decode(keyspace, id, policy, entry.Memory, many.Latency, many.KeptOf(index));
    }

    /// <summary>The reading of a single key, from pooled memory.</summary>
    public EntryRead<T> Read<T>(Keyspace<T> keyspace, string id, KeyspacePolicy policy, Lease<byte>? entry, TimeSpan latency, L1Read? kept)
    {
        var read = entry is null ? Absent<T>(latency) : Decode(keyspace, id, policy, entry.Memory, latency, kept);
        metrics.RecordGet(policy, read.Found ? ReadOutcome.Hit : ReadOutcome.Miss, latency);
        return read;
    }

    /// <summary>The reading of a single key that no node answered.</summary>
    public EntryRead<T> Failed<T>(KeyspacePolicy policy, Exception fault, TimeSpan latency)
    {
        warnings.Failed("get", policy, fault);
        metrics.RecordGet(policy, ReadOutcome.Error, latency);
        return new(default, latency, fault);
    }

    /// <summary>The reading of a single key that holds something other than a string: as good as an entry that does not decode.</summary>
    public async ValueTask<EntryRead<T>> ReplaceForeignAsync<T>(KeyspacePolicy policy, RedisKey key, TimeSpan latency)
    {
        policy.Counters.Undecodable();
        metrics.RecordGet(policy, ReadOutcome.Miss, latency);
        await RemoveAsync(policy, key).ConfigureAwait(false);
        return Absent<T>(latency);
    }

    /// <summary>Removes an entry that does not decode.</summary>
    public async ValueTask RemoveAsync(KeyspacePolicy policy, RedisKey key)
    {
        try
        {
            await protocol.RemoveAsync(key!).ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            warnings.Failed("remove", policy, e);
        }
    }

    // The entries share the memory of the reply, which goes back to its pool with the last of them.
    private static Lease<byte>?[] EntriesOf(RespResult reply)
    {
        using (reply)
        {
            return reply.Read().ReadArray(static (ref RESPite.Messages.RespReader entry) => entry.IsNull ? null : entry.ReadLease())!;
        }
    }

    private static L1Read[]? KeptEach(L1Read? kept, int count)
    {
        if (kept is null)
        {
            return null;
        }

        var each = new L1Read[count];
        for (var i = 0; i < count; i++)
        {
            each[i] = kept.ForAnotherKey();
        }

        return each;
    }

    // The keys of a cluster lie in slots that no command may mix. They are sent one after the other without waiting, each to its
    // node: one round trip all the same. A shard that fails costs its own keys only.
    private async ValueTask<Lease<byte>?[]> ReadEachAsync(RedisKeyOrValue[] keys, L1Read[]? kept, Exception?[] faults, CancellationToken cancellationToken)
    {
        var reads = new ValueTask<Lease<byte>?>[keys.Length];
        for (var i = 0; i < reads.Length; i++)
        {
            reads[i] = router.ReadAsync(keys[i].Key, (keys[i].Key, kept?[i]), Get, cancellationToken);
        }

        var entries = new Lease<byte>?[keys.Length];
        OperationCanceledException? cancelled = null;
        for (var i = 0; i < reads.Length; i++)
        {
            try
            {
                entries[i] = await reads[i].ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                cancelled = e;
            }
            catch (RedisServerException e) when (RedisFaults.IsWrongType(e))
            {
                // Nothing, as in the answer to several keys.
            }
            catch (Exception e) when (CacheFault.Is(e))
            {
                faults[i] = e;
            }
        }

        return cancelled is null ? entries : throw cancelled;
    }

    private static EntryRead<T> Absent<T>(TimeSpan latency) => new(new(default, EntryState.Absent), latency);

    private EntryRead<T> Decode<T>(Keyspace<T> keyspace, string id, KeyspacePolicy policy, ReadOnlyMemory<byte> entry, TimeSpan latency, L1Read? kept)
    {
        var read = new EntryRead<T>(EntryView<T>.Of(entry, keyspace.Shape, policy.Options, time), latency);
        if (read.Undecodable)
        {
            policy.Counters.Undecodable();
        }
        else if (kept is not null)
        {
            l1.Of(keyspace, policy)?.Keep(id, read.Entry, entry.Length, kept);
        }

        return read;
    }
}
