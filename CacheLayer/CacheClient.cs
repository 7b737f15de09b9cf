using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Reading;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer;

/// <summary>Reads and writes entries; a Redis error is a miss with a warning, never an exception.</summary>
public sealed class CacheClient
{
    private const int SetsAtOnce = 512;

    private readonly KeyspacePolicies _policies;
    private readonly SingleReader _singles;
    private readonly MultiReader _many;
    private readonly L1Cache _l1;
    private readonly KeyRouter _router;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;

    internal CacheClient(
        KeyspacePolicies policies, SingleReader singles, MultiReader many, L1Cache l1, KeyRouter router, CacheWarnings warnings, TimeProvider time)
    {
        _policies = policies;
        _singles = singles;
        _many = many;
        _l1 = l1;
        _router = router;
        _warnings = warnings;
        _time = time;
    }

    /// <summary>Reads one key from the nearest readable node: one round trip.</summary>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty, longer than 512 bytes of UTF-8, or not valid text.</exception>
    public ValueTask<CacheRead<T>> GetAsync<T>(Keyspace<T> keyspace, string id, CancellationToken cancellationToken = default)
        => _singles.GetAsync(keyspace, id, fetcher: null, cancellationToken);

    /// <summary>Reads keys of one keyspace in one pipelined round trip, very many in several; answers are in the order of <paramref name="ids"/>.</summary>
    /// <exception cref="ArgumentException">An id is empty, longer than 512 bytes of UTF-8, or not valid text; the message names its position.</exception>
    public async ValueTask<CacheRead<T>[]> GetManyAsync<T>(Keyspace<T> keyspace, IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyspace);
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count is 0)
        {
            return [];
        }

        return await _many.GetManyAsync(keyspace, _policies[keyspace], ids, fetcher: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes one value to the primary; null is not written. A fetch of the same key that is under way will not overwrite it.
    /// What may not be stored, because it is too large, the keyspace is not filled or the primary has no memory left, removes what it would have replaced.
    /// </summary>
    /// <param name="keyspace">The keyspace.</param>
    /// <param name="id">The id.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it lives; the keyspace's <see cref="KeyspaceOptions.Ttl"/> when null, and only then shortened by its jitter. A longer one than <see cref="KeyspaceOptions.LongestTtl"/> is that.</param>
    /// <param name="version">The origin's version of it, or 0 when it has none; one below the watermark is not written.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the primary took it.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty, longer than 512 bytes of UTF-8 or not valid text, the version is negative, or the TTL is less than a millisecond.</exception>
    public async ValueTask<bool> SetAsync<T>(
        Keyspace<T> keyspace, string id, T value, TimeSpan? ttl = null, long version = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyspace);
        var policy = _policies[keyspace];
        var keys = KeyLayout.Entry(keyspace, id, policy.Counters);
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        ttl = ttl is null ? null : EntryLife.Checked(ttl.Value, nameof(ttl));
        if (value is null)
        {
            return false;
        }

        var options = policy.Options;
        var life = ttl is null ? EntryLife.OfValue(options) : EntryLife.Of(options, ttl.Value);
        if (PushedEntry.Encode(value, version, _time.GetUtcNow(), life.LogicalTtl, policy, options, keyspace.Shape) is not { } entry)
        {
            await DeleteAsync(keyspace, id, cancellationToken).ConfigureAwait(false);
            return false;
        }

        try
        {
            var reply = await _router.WriteAsync(
                keys.Lease,
                (keys, entry, life.PhysicalTtl, version),
                static (db, s) => StoreScript.EvaluateAsync(db, s.keys, s.entry, s.PhysicalTtl, s.version),
                WriteRetry.Never,
                cancellationToken).ConfigureAwait(false);
            _l1.Drop(keys.Value);
            if (reply is StoreReply.OutOfMemory)
            {
                _warnings.Failed("set", policy, new CacheUnavailableException(CacheInvalidator.OutOfMemory));
            }

            return reply is StoreReply.Stored;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            _warnings.Failed("set", policy, e);
            return false;
        }
    }

    /// <summary>Writes several values in one pipelined round trip, very many in several.</summary>
    /// <returns>How many the primary took.</returns>
    /// <exception cref="ArgumentException">An id is empty, longer than 512 bytes of UTF-8, or not valid text.</exception>
    public async ValueTask<int> SetManyAsync<T>(
        Keyspace<T> keyspace, IReadOnlyDictionary<string, T> values, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);

        // The client pipelines what is sent before the first answer is awaited.
        var taken = 0;
        var sets = new List<Task<bool>>(Math.Min(values.Count, SetsAtOnce));
        foreach (var (id, value) in values)
        {
            if (sets.Count is SetsAtOnce)
            {
                taken += (await Task.WhenAll(sets).ConfigureAwait(false)).Count(set => set);
                sets.Clear();
            }

            sets.Add(SetAsync(keyspace, id, value, ttl, cancellationToken: cancellationToken).AsTask());
        }

        return taken + (await Task.WhenAll(sets).ConfigureAwait(false)).Count(set => set);
    }

    /// <summary>Removes one key from the primary, and keeps a fetch of it that is under way from being stored. Does not wait for replicas: see <see cref="CacheInvalidator"/>.</summary>
    /// <returns>Whether the primary answered.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty, longer than 512 bytes of UTF-8, or not valid text.</exception>
    public async ValueTask<bool> DeleteAsync(Keyspace keyspace, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyspace);
        var policy = _policies[keyspace];
        var keys = KeyLayout.Entry(keyspace, id, policy.Counters);
        try
        {
            await _router.RemoveEntryAsync(keys, cancellationToken).ConfigureAwait(false);
            _l1.Drop(keys.Value);
            return true;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            _warnings.Failed("delete", policy, e);
            return false;
        }
    }
}
