using System.Buffers;
using CacheLayer.Adapters.Hybrid;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheLayer.Adapters.Distributed;

/// <summary>The standard abstraction for bytes: reads from the nearest node, which find or throw; sets and removals that hold on every node when they return.</summary>
internal sealed class DistributedCacheAdapter : IBufferDistributedCache
{
    private readonly Keyspace<DistributedValue> _entries;
    private readonly KeyspacePolicy _policy;
    private readonly SingleReader _reads;
    private readonly CacheInvalidator _invalidator;
    private readonly KeyRouter _router;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;

    public DistributedCacheAdapter(
        DistributedCacheSettings settings, KeyspacePolicies policies, SingleReader reads, CacheInvalidator invalidator, KeyRouter router, CacheWarnings warnings, TimeProvider time)
    {
        _entries = new(DistributedCacheSettings.KeyspaceName, settings.KeyPrefix);
        _policy = policies[_entries];
        _reads = reads;
        _invalidator = invalidator;
        _router = router;
        _warnings = warnings;
        _time = time;
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => (await ReadAsync(key, token).ConfigureAwait(false))?.Bytes;

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await ReadAsync(key, token).ConfigureAwait(false) is not { } value)
        {
            return false;
        }

        destination.Write(value.Bytes);
        return true;
    }

    public async Task RefreshAsync(string key, CancellationToken token = default) => await ReadAsync(key, token).ConfigureAwait(false);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StoreAsync(key, value, options, token);
    }

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
        => await StoreAsync(key, value.ToArray(), options, token).ConfigureAwait(false);

    public async Task RemoveAsync(string key, CancellationToken token = default)
        => await _invalidator.InvalidateAsync([new(_entries, Id(key))], token).ConfigureAwait(false);

    public byte[]? Get(string key) => SynchronousWait.For(GetAsync(key));

    public bool TryGet(string key, IBufferWriter<byte> destination) => SynchronousWait.For(TryGetAsync(key, destination).AsTask());

    public void Refresh(string key) => SynchronousWait.For(RefreshAsync(key));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SynchronousWait.For(SetAsync(key, value, options));

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => SynchronousWait.For(SetAsync(key, value, options).AsTask());

    public void Remove(string key) => SynchronousWait.For(RemoveAsync(key));

    private async ValueTask<DistributedValue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var id = Id(key);
        cancellationToken.ThrowIfCancellationRequested();
        var read = await ReadUntilAnsweredAsync(id, cancellationToken).ConfigureAwait(false);

        // The caller may change the bytes it gets; those in memory are shared.
        var value = read is { FromL1: true, Value: { } shared } ? shared with { Bytes = [.. shared.Bytes] } : read.Value;
        if (value is not { Sliding: > 0 } sliding)
        {
            return value;
        }

        var left = sliding.ExpiresAt is 0 ? sliding.Sliding : Math.Min(sliding.Sliding, sliding.ExpiresAt - _time.GetUtcNow().ToUnixTimeMilliseconds());
        if (left <= 0)
        {
            return null;
        }

        try
        {
            var slid = KeyLayout.Value(_entries, id);
            await _router.WriteAsync(
                slid,
                (Key: slid, sliding.StoredAt, Life: TimeSpan.FromMilliseconds(left)),
                static (db, s) => SlideScript.EvaluateAsync(db, s.Key, s.StoredAt, s.Life),
                WriteRetry.Never,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            _warnings.Failed("slide", _policy, e);
        }

        return sliding;
    }

    // Who asks takes null for "never stored", and may overwrite what is there: a session would lose all that it had.
    private async ValueTask<CacheRead<DistributedValue>> ReadUntilAnsweredAsync(string id, CancellationToken cancellationToken)
    {
        var startedAt = Environment.TickCount64;
        while (true)
        {
            var read = await _reads.GetAsync(_entries, id, fetcher: null, cancellationToken).ConfigureAwait(false);
            if (read.Outcome is not CacheOutcome.Bypass)
            {
                return read;
            }

            if (read.Error is not { } error)
            {
                throw new CacheUnavailableException($"The cache is switched off: CacheLayer:Keyspaces:{DistributedCacheSettings.KeyspaceName}:{nameof(KeyspaceOptions.ReadsEnabled)} is false.");
            }

            if (!_router.IsWorthAnotherRead(KeyLayout.Value(_entries, id), startedAt))
            {
                throw new CacheUnavailableException("The cache did not answer a read; whether it has the entry is not known.", error);
            }

            await Task.Delay(CallRecovery.RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(string key, byte[] bytes, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var id = Id(key);
        cancellationToken.ThrowIfCancellationRequested();
        var policy = _policy.Options;
        var now = _time.GetUtcNow();
        var life = DistributedLife.Of(options, policy.Ttl, now);
        var value = life.Sliding is 0 ? new DistributedValue(bytes) : new(bytes, life.Sliding, life.ExpiresAt, now.ToUnixTimeMilliseconds());

        // There is no fetcher that could refresh or replace it. Only Redis knows when a sliding entry expires, so it cannot age by when it was stored.
        var aged = policy with { EagerRefreshAt = null, FailSafeMaxStale = null, L1 = life.Sliding is 0 ? policy.L1 : policy.L1 with { Enabled = false } };
        if (PushedEntry.Encode(value, version: 0, now, life.Ttl, _policy, aged) is not { } entry)
        {
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }

        await _invalidator.StoreAsync(new(KeyLayout.Entry(_entries, id), entry, life.Ttl, policy.LeaseTtl), cancellationToken).ConfigureAwait(false);
    }

    // Any text: what no id can be is stored under its hash.
    private static string Id(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HybridIds.OfTag(key);
    }
}
