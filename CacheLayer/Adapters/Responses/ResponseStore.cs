using CacheLayer.Adapters.Distributed;
using CacheLayer.Adapters.Hybrid;
using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.Reading;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Adapters.Responses;

/// <summary>Whole responses, by key and tags, for the output cache of ASP.NET Core.</summary>
/// <remarks>
/// Its contract is a get and, when that finds nothing, a set: there is no fetch between them that could hold a lease. So what is set is taken to
/// have been begun when its key was missed; it is refused when one of its tags was evicted since, and leased while it is stored.
/// </remarks>
internal sealed class ResponseStore
{
    private readonly Keyspace<DistributedValue> _entries;
    private readonly Keyspace _tags;
    private readonly KeyspacePolicy _policy;
    private readonly SingleReader _reads;
    private readonly FillProtocol _protocol;
    private readonly Dependencies _dependencies;
    private readonly CacheInvalidator _invalidator;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;
    private readonly RecentMisses _misses = new();

    public ResponseStore(string keyPrefix, KeyspacePolicies policies, SingleReader reads, FillProtocol protocol, Dependencies dependencies, CacheInvalidator invalidator, CacheWarnings warnings, TimeProvider time)
    {
        _entries = new(ReservedKeyspaces.Output, keyPrefix);
        _tags = Keyspace.Create($"{ReservedKeyspaces.Output}-tag", $"{keyPrefix}.t");
        _policy = policies[_entries];
        (_reads, _protocol, _dependencies, _invalidator, _warnings, _time) = (reads, protocol, dependencies, invalidator, warnings, time);
    }

    /// <summary>Reads a response; null also when Redis does not answer: it can be made again. Not to be changed: others may be reading it.</summary>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var id = HybridIds.OfTag(key);
        var miss = new Miss(_time.GetTimestamp(), _dependencies.PrimaryEpoch);
        var read = await _reads.GetAsync(_entries, id, fetcher: null, cancellationToken).ConfigureAwait(false);
        if (read.Value is null)
        {
            _misses.Add(id, miss);
        }

        return read.Value?.Bytes;
    }

    /// <summary>Stores a response; not when it is too large, or made of what was evicted meanwhile. A Redis that fails is a warning.</summary>
    public ValueTask SetAsync(string key, byte[] response, ReadOnlySpan<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var id = HybridIds.OfTag(key);
        var dependsOn = new CacheDependency[tags.Length];
        for (var i = 0; i < dependsOn.Length; i++)
        {
            dependsOn[i] = new(_tags, HybridIds.OfTag(tags[i]));
        }

        var policy = _policy.Options;
        var miss = _misses.Take(id) ?? new(_time.GetTimestamp() - (long)(policy.LeaseTtl.TotalSeconds * _time.TimestampFrequency), _dependencies.PrimaryEpoch);
        var life = EntryLife.Of(policy, validFor);

        // Only the output cache refreshes a response, or serves it when that fails.
        var plain = policy with { EagerRefreshAt = null, FailSafeMaxStale = null };
        var entry = PushedEntry.Encode(new DistributedValue(response), version: 0, _time.GetUtcNow(), life.LogicalTtl, _policy, plain);
        return new(StoreAsync(KeyLayout.Entry(_entries, id), entry, life.LogicalTtl, dependsOn, miss));
    }

    /// <summary>Makes every response with a tag unreadable, on every node.</summary>
    /// <exception cref="CacheUnavailableException">It was not confirmed in time; nothing is known, call again.</exception>
    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        await _invalidator.InvalidateAsync([new(_tags, HybridIds.OfTag(tag))], cancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(EntryKeys keys, byte[]? entry, TimeSpan life, CacheDependency[] dependsOn, Miss miss)
    {
        try
        {
            if (entry is null)
            {
                await _protocol.RemoveEntryAsync(keys).ConfigureAwait(false);
                return;
            }

            var lease = new FillLease(keys, _policy, _protocol);
            await lease.AskAsync(take: true, staleStoredAt: null).ConfigureAwait(false);
            var leaseTtl = _policy.Options.LeaseTtl;
            var isCurrent = (dependsOn.Length is 0 || await _dependencies.RegisterAsync(keys.Value, life, leaseTtl, dependsOn, miss.At).ConfigureAwait(false))
                && _dependencies.PrimaryEpoch == miss.PrimaryEpoch;
            if (!isCurrent)
            {
                await lease.ReleaseAsync().ConfigureAwait(false);
            }

            if (!isCurrent || !await lease.CommitAsync(entry, life, version: 0, beside: default).ConfigureAwait(false))
            {
                _policy.Counters.RefusedFill();
            }
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            _warnings.Failed("set", _policy, e);
        }
    }
}
