using System.Runtime.CompilerServices;
using CacheLayer.Client;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Telemetry;
using CacheLayer.Topology;
using StackExchange.Redis;

namespace CacheLayer.Reads;

/// <summary>Reads entries from the nearest node: the hot path.</summary>
internal sealed class EntryReader(TopologyRouter router, CacheMetrics metrics, CacheWarnings warnings, TimeProvider time)
{
    /// <summary>One GET. The entry is decoded from pooled memory.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<EntryRead<T>> ReadAsync<T>(KeyspacePolicy policy, RedisKey key, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            using var lease = await router.ReadAsync(key, static (db, key) => db.StringGetLeaseAsync(key), cancellationToken).ConfigureAwait(false);
            var latency = time.GetElapsedTime(startedAt);
            var read = lease is null ? new(default, false, false, latency, null) : Decode<T>(policy, lease.Memory, latency);
            metrics.RecordGet(policy, read.Found ? ReadOutcome.Hit : ReadOutcome.Miss, latency);
            return read;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            var latency = time.GetElapsedTime(startedAt);
            Failed("get", policy, e);
            metrics.RecordGet(policy, ReadOutcome.Error, latency);
            return new(default, false, false, latency, e);
        }
    }

    /// <summary>All keys in one round trip; decode each with <see cref="Decode{T}"/>.</summary>
    public async ValueTask<ManyRead> ReadManyAsync(KeyspacePolicy? policy, RedisKey[] keys, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            var entries = await router.ReadAsync(keys, static (db, keys) => db.StringGetAsync(keys), cancellationToken).ConfigureAwait(false);
            var latency = time.GetElapsedTime(startedAt);
            metrics.RecordPipeline(policy, Array.TrueForAll(entries, static entry => !entry.IsNull) ? ReadOutcome.Hit : ReadOutcome.Miss, latency);
            return new(entries, latency, null);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            var latency = time.GetElapsedTime(startedAt);
            metrics.RecordPipeline(policy, ReadOutcome.Error, latency);
            return new(null, latency, e);
        }
    }

    public EntryRead<T> Read<T>(KeyspacePolicy policy, in ManyRead many, int index)
    {
        if (many.Fault is not null)
        {
            Failed("get many", policy, many.Fault);
            return new(default, false, false, many.Latency, many.Fault);
        }

        var entry = many.Entries![index];
        return entry.IsNull ? new(default, false, false, many.Latency, null) : Decode<T>(policy, entry, many.Latency);
    }

    private static EntryRead<T> Decode<T>(KeyspacePolicy policy, ReadOnlyMemory<byte> entry, TimeSpan latency)
    {
        if (entry.Length <= policy.Options.MaxEntryBytes && EntryCodec.TryDecode<T>(entry, out var value))
        {
            return new(value, true, false, latency, null);
        }

        policy.Counters.Undecodable();
        return new(default, false, true, latency, null);
    }

    private void Failed(string operation, KeyspacePolicy policy, Exception fault)
    {
        policy.Counters.Error();
        warnings.Warn(operation, policy.Name, fault);
    }
}
