using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Filling;

/// <summary>The entry that a flight may store: serialised before callers get the value, registered with what it depends on, written if the lease still stands.</summary>
internal sealed class FillEntry(Flight flight, FillProtocol protocol, Dependencies dependencies, CacheWarnings warnings, TimeProvider time)
{
    private readonly Keyspace _keyspace = flight.Key.Keyspace;
    private readonly KeyspacePolicy _policy = flight.Policy;
    private readonly int _primaryEpoch = dependencies.PrimaryEpoch;
    private long? _watermark;
    private byte[]? _entry;
    private EntryLife _life;
    private bool _isRegistered;
    private CacheDependency[]? _dependsOn;

    public EntryKeys Keys { get; } = KeyLayout.Entry(flight.Key.Keyspace, flight.Key.Id);

    public FillLease Lease => field ??= new(Keys, _policy, protocol);

    /// <summary>Whether there is something to store.</summary>
    public bool IsPrepared => _entry is not null;

    public bool IsStored { get; private set; }

    /// <summary>The lease was granted: values from <paramref name="watermark"/> on may be stored.</summary>
    public void Grant(long watermark) => _watermark = watermark;

    /// <summary>
    /// Registers the entry with what it depends on, before the fetch begins: then an invalidation that comes later finds it, and what is fetched after
    /// one that came earlier is as new as that.
    /// </summary>
    /// <param name="dependsOn">What every fetch of it depends on.</param>
    /// <param name="ttl">How long it will live; as the keyspace says when null.</param>
    /// <returns>Whether that was done.</returns>
    public async Task<bool> RegisterAheadAsync(IReadOnlyList<CacheDependency> dependsOn, TimeSpan? ttl)
    {
        var options = _policy.Options;
        try
        {
            var longest = EntryLife.Of(options, ttl ?? options.Ttl).PhysicalTtl;
            await dependencies.RegisterAsync(Keys.Value, longest, options.LeaseTtl, dependsOn, flight.StartedAt).ConfigureAwait(false);
            return _isRegistered = true;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            warnings.Failed("register", _policy, e);
            return false;
        }
    }

    /// <summary>Serialises what was fetched, if the lease was granted and it may be stored; if not, the reason is counted.</summary>
    public void Prepare<T>(in Fetched<T> fetched)
    {
        if (_watermark is not { } watermark)
        {
            return;
        }

        var options = _policy.Options;
        // The fetcher may change its list from now on.
        _dependsOn = fetched.DependsOn is { Count: > 0 } dependsOn ? [.. dependsOn] : null;
        _life = EntryLife.OfFetched(fetched, options);
        if (_life.LogicalTtl < EntryLife.Shortest)
        {
            return;
        }

        if (fetched.Version < watermark)
        {
            _policy.Counters.RefusedFill();
            return;
        }

        _entry = Encode(fetched, options);
    }

    /// <summary>Stores what was prepared, or gives the lease back.</summary>
    /// <param name="fetched">What was fetched.</param>
    /// <param name="replacesEntry">Whether there was an entry already.</param>
    /// <returns>The time as of which what was fetched is known to be current.</returns>
    public async ValueTask<long> StoreAsync<T>(Fetched<T> fetched, bool replacesEntry)
    {
        if (_entry is { } entry)
        {
            if (await RegisterAsync().ConfigureAwait(false))
            {
                var sentAt = time.GetTimestamp();
                if (await Lease.CommitAsync(entry, _life.PhysicalTtl, fetched.Version, Beside(fetched.HasValue)).ConfigureAwait(false))
                {
                    IsStored = true;
                    return sentAt;
                }
            }
            else
            {
                await Lease.ReleaseAsync().ConfigureAwait(false);
            }

            _policy.Counters.RefusedFill();
            return flight.StartedAt;
        }

        if (_keyspace.Fills is FillMode.Refresh ? _watermark is not null : replacesEntry && (!fetched.HasValue || fetched.Ttl < EntryLife.Shortest))
        {
            // It was there once, and is not any more; or must not be kept any more; or its caller, who has a newer one, must not read it next.
            await protocol.RemoveAsync(Keys.Value).ConfigureAwait(false);
        }

        var releasedAt = time.GetTimestamp();
        var stood = await Lease.ReleaseAsync().ConfigureAwait(false);

        // A lease whose grant was not answered may have been granted after the fetch began; and no lease covers the entries that the value depends on.
        return stood && _watermark is not null && _dependsOn is null && !(fetched.Version < _watermark) ? releasedAt : flight.StartedAt;
    }

    /// <summary>Gives the lease back if it may stand; if Redis fails, it expires.</summary>
    public async ValueTask TryReleaseAsync()
    {
        try
        {
            await Lease.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            warnings.Failed("release", _policy, e);
        }
    }

    // What says that the origin has none replaces entries of other shapes as well, and so does a fetch whose caller asked for that.
    private EntryShape Beside(bool hasValue) => hasValue && _keyspace.Fills is FillMode.Missing ? _keyspace.Shape : default;

    /// <returns>Whether nothing that the entry was made from was invalidated meanwhile.</returns>
    private async ValueTask<bool> RegisterAsync()
        => _dependsOn is null
            || ((_isRegistered || await dependencies.RegisterAsync(Keys.Value, _life.PhysicalTtl, _policy.Options.LeaseTtl, _dependsOn, flight.StartedAt).ConfigureAwait(false))
                && dependencies.PrimaryEpoch == _primaryEpoch);

    private byte[]? Encode<T>(in Fetched<T> fetched, KeyspaceOptions options)
    {
        var now = time.GetUtcNow();
        if (!fetched.HasValue)
        {
            return EntryCodec.EncodeNegative(fetched.Version, now);
        }

        try
        {
            var entry = EntryCodec.Encode(fetched.Value, fetched.Version, now, _life.LogicalTtl, options, _keyspace.Shape, out var size);
            if (entry.Length > 0)
            {
                return entry;
            }

            _policy.TooLarge(size);
        }
        catch (Exception e)
        {
            // Whatever a formatter throws: the value is there, and cannot be stored.
            _policy.Counters.RefusedFill();
            warnings.Warn("serialise", _policy.Name, e);
        }

        return null;
    }
}
