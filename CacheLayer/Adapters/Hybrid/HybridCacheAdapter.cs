using System.Runtime.CompilerServices;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Scripts;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>The standard abstraction on this cache: leased fills, acknowledged removals, failover. <c>docs/hybrid-cache.md</c> compares it with Microsoft's.</summary>
internal sealed class HybridCacheAdapter : HybridCache
{
    private readonly HybridCacheSettings _settings;
    private readonly HybridFormats _formats;
    private readonly HybridTags _tags;
    private readonly KeyspacePolicy _policy;
    private readonly SingleReader _reads;
    private readonly Dependencies _dependencies;
    private readonly CacheInvalidator _invalidator;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;

    // Of all types; each has a view of its own.
    private readonly Keyspace<HybridPayload> _entries;

    public HybridCacheAdapter(
        HybridCacheSettings settings, HybridFormats formats, KeyspacePolicies policies, SingleReader reads, Dependencies dependencies, CacheInvalidator invalidator, CacheWarnings warnings, TimeProvider time)
    {
        _settings = settings;
        _formats = formats;
        _tags = new(settings.KeyPrefix);
        _entries = formats.Entries;
        _policy = policies[_entries];
        _reads = reads;
        _dependencies = dependencies;
        _invalidator = invalidator;
        _warnings = warnings;
        _time = time;
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flags = Flags(options);
        var fetches = (flags & HybridCacheEntryFlags.DisableUnderlyingData) is 0;
        if (Id(key) is not { } id)
        {
            return fetches ? factory(state, cancellationToken) : default;
        }

        var fetch = new HybridFetch<TState, T>(
            state, fetches ? factory : null, _formats.Get<T>(), Ttl(options), _tags, fetches ? TagsCopy.Of(tags) : null);
        return GetOrCreateAsync(id, fetch, flags, cancellationToken);
    }

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var dependencies = _tags.OfStored(tags);
        var ttl = Ttl(options);
        if (Flags(options).HasFlag(HybridCacheEntryFlags.DisableDistributedCacheWrite) || Id(key) is not { } id)
        {
            return;
        }

        var policy = _policy.Options;
        var life = ttl is null ? EntryLife.OfValue(policy) : EntryLife.Of(policy, ttl.Value);
        var format = _formats.Get<T>();
        var payload = format.Write(value);
        if (!payload.IsStorable || PushedEntry.Encode(payload, version: 0, _time.GetUtcNow(), life.LogicalTtl, _policy, policy, format.Views.Entries.Shape) is not { } entry)
        {
            await RemoveAsync([new(_entries, id)], cancellationToken).ConfigureAwait(false);
            return;
        }

        var keys = KeyLayout.Entry(_entries, id);
        _dependencies.Note(keys.Value, dependencies);
        await _invalidator.StoreAsync(new(keys, entry, life.PhysicalTtl, policy.LeaseTtl, dependencies), cancellationToken).ConfigureAwait(false);
        _entries.RemovedAt = _time.GetTimestamp();
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RemoveAsync([key], cancellationToken);
    }

    public override async ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var invalidations = new List<Invalidation>();
        foreach (var key in keys ?? [])
        {
            if (Id(key) is { } id)
            {
                invalidations.Add(new(_entries, id));
            }
        }

        await RemoveAsync(invalidations, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => RemoveByTagAsync([tag], cancellationToken);

    public override async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var all = false;
        var invalidations = new List<Invalidation>();
        foreach (var tag in tags ?? [])
        {
            if (!string.IsNullOrWhiteSpace(tag))
            {
                invalidations.Add(_tags.Removal(tag));
                all |= tag is HybridTags.All;
            }
        }

        await RemoveAsync(invalidations, cancellationToken).ConfigureAwait(false);
        if (all)
        {
            // After the fills under way were refused, so that none of them can come behind the sweep.
            await _invalidator.SweepAsync(_entries, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RemoveAsync(IReadOnlyList<Invalidation> invalidations, CancellationToken cancellationToken)
    {
        await _invalidator.InvalidateAsync(invalidations, cancellationToken).ConfigureAwait(false);
        _entries.RemovedAt = _time.GetTimestamp();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> GetOrCreateAsync<TState, T>(
        string id, HybridFetch<TState, T> fetch, HybridCacheEntryFlags flags, CancellationToken cancellationToken)
    {
        try
        {
            var (format, views) = (fetch.Format, fetch.Format.Views);
            var stores = format.IsStorable && (flags & HybridCacheEntryFlags.DisableDistributedCacheWrite) is 0;
            if (format.IsStorable && (flags & HybridCacheEntryFlags.DisableDistributedCacheRead) is 0)
            {
                var usesL1 = (flags & HybridCacheEntryFlags.DisableLocalCache) is 0;
                var read = await _reads.GetAsync(stores ? views.Entries : views.Unstored, id, fetch, usesL1, cancellationToken).ConfigureAwait(false);
                if (read.Value is not null)
                {
                    if (format.TryRead(read.Value, out var found, out var error))
                    {
                        return found!;
                    }

                    // By another serialiser: it is replaced.
                    _policy.Counters.Undecodable();
                    _warnings.Warn("deserialise", _policy.Name, error);
                }
            }

            if (fetch.Create() is not { } fetcher)
            {
                return default!;
            }

            var fetched = await _reads.FetchAsync(stores ? views.Refreshed : views.Unstored, id, _policy, fetcher, cancellationToken).ConfigureAwait(false);
            return format.TryRead(fetched.Value!, out var created, out var fault) ? created! : throw fault;
        }
        finally
        {
            TagsCopy.Return(fetch.EntryTags);
        }
    }

    private string? Id(string key)
    {
        var id = HybridIds.OfKey(key, _settings.MaximumKeyLength, out var refusal);
        if (id is null)
        {
            _warnings.Warn("use of a key", _policy.Name, new ArgumentException(refusal, nameof(key)));
        }

        return id;
    }

    private HybridCacheEntryFlags Flags(HybridCacheEntryOptions? options) => options?.Flags ?? _settings.DefaultEntryOptions?.Flags ?? HybridCacheEntryFlags.None;

    private TimeSpan? Ttl(HybridCacheEntryOptions? options)
    {
        var ttl = options?.Expiration ?? _settings.DefaultEntryOptions?.Expiration;
        return ttl is null ? null : EntryLife.Checked(ttl.Value, nameof(HybridCacheEntryOptions.Expiration));
    }
}
