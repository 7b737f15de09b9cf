using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;

namespace CacheLayer.Filling;

/// <summary>The storing end of a flight: makes the entry while nobody has the value yet, and writes it if the lease still stands.</summary>
internal sealed class Fill(EntryKeys keys, Keyspace keyspace, KeyspacePolicy policy, SingleFlight flights)
{
    private readonly int _primaryEpoch = flights.PrimaryEpoch;
    private byte[]? _entry;
    private EntryLife _life;
    private bool _isRegistered;
    private CacheDependency[]? _dependsOn;

    public EntryKeys Keys { get; } = keys;

    public FillLease Lease { get; } = new(keys, policy, flights.Protocol);

    public bool IsStored { get; private set; }

    /// <summary>
    /// Registers the entry with what it depends on, before the fetch begins: then an invalidation that comes later finds it, and what is fetched after
    /// one that came earlier is as new as that.
    /// </summary>
    /// <param name="dependsOn">What every fetch of it depends on.</param>
    /// <param name="ttl">How long it will live; as the keyspace says when null.</param>
    /// <param name="startedAt">When the flight began.</param>
    /// <returns>Whether that was done.</returns>
    public async Task<bool> RegisterAheadAsync(IReadOnlyList<CacheDependency> dependsOn, TimeSpan? ttl, long startedAt)
    {
        var options = policy.Options;
        try
        {
            var longest = EntryLife.Of(options, ttl ?? options.Ttl).PhysicalTtl;
            await flights.Dependencies.RegisterAsync(Keys.Value, longest, options.LeaseTtl, dependsOn, startedAt).ConfigureAwait(false);
            return _isRegistered = true;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("register", policy, e);
            return false;
        }
    }

    /// <summary>Serialises what was fetched, before its callers get the value and may change it.</summary>
    /// <param name="watermark">The lowest version that may be stored.</param>
    /// <param name="fetched">What was fetched.</param>
    /// <returns>Whether there is something to store; if not, the reason is counted.</returns>
    public bool Prepare<T>(long watermark, in Fetched<T> fetched)
    {
        var options = policy.Options;
        // The fetcher may change its list from now on.
        _dependsOn = fetched.DependsOn is { Count: > 0 } dependsOn ? [.. dependsOn] : null;
        _life = EntryLife.OfFetched(fetched, options);
        if (_life.LogicalTtl < EntryLife.Shortest)
        {
            return false;
        }

        if (fetched.Version < watermark)
        {
            policy.Counters.RefusedFill();
            return false;
        }

        _entry = Encode(fetched, options);
        return _entry is not null;
    }

    /// <summary>Stores what was prepared, or gives the lease back.</summary>
    /// <param name="watermark">The lowest version that may be stored, or null when no lease was granted.</param>
    /// <param name="fetched">What was fetched, or null when that failed.</param>
    /// <param name="startedAt">When the flight began.</param>
    /// <param name="replaces">Whether there was an entry already.</param>
    /// <returns>The time as of which what was fetched is known to be current.</returns>
    public async ValueTask<long> StoreAsync<T>(long? watermark, Fetched<T>? fetched, long startedAt, bool replaces)
    {
        if (_entry is { } entry)
        {
            if (await RegisterAsync(startedAt).ConfigureAwait(false))
            {
                var sentAt = flights.Time.GetTimestamp();
                if (await Lease.CommitAsync(entry, _life.PhysicalTtl, fetched?.Version ?? 0, Beside(fetched is { HasValue: true })).ConfigureAwait(false))
                {
                    IsStored = true;
                    return sentAt;
                }
            }
            else
            {
                await Lease.ReleaseAsync().ConfigureAwait(false);
            }

            policy.Counters.RefusedFill();
            return startedAt;
        }

        if (fetched is { } answer && (keyspace.Fills is FillMode.Refresh ? watermark is not null : replaces && (!answer.HasValue || answer.Ttl < EntryLife.Shortest)))
        {
            // It was there once, and is not any more; or must not be kept any more; or its caller, who has a newer one, must not read it next.
            await flights.Protocol.RemoveAsync(Keys.Value).ConfigureAwait(false);
        }

        var releasedAt = flights.Time.GetTimestamp();
        var stood = await Lease.ReleaseAsync().ConfigureAwait(false);

        // One that was granted unheard may have been so after the fetch began; and no lease tells of what the answer was made from.
        return stood && watermark is not null && _dependsOn is null && !(fetched?.Version < watermark) ? releasedAt : startedAt;
    }

    // What says that the origin has none replaces entries of other shapes as well, and so does a fetch whose caller asked for that.
    private EntryShape Beside(bool hasValue) => hasValue && keyspace.Fills is FillMode.Missing ? keyspace.Shape : default;

    /// <summary>Gives the lease back after something unexpected; if Redis fails too, it expires.</summary>
    public async ValueTask GiveUpAsync()
    {
        try
        {
            await Lease.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("release", policy, e);
        }
    }

    /// <returns>Whether nothing that the entry was made from was invalidated meanwhile.</returns>
    private async ValueTask<bool> RegisterAsync(long startedAt)
        => _dependsOn is null
            || ((_isRegistered || await flights.Dependencies.RegisterAsync(Keys.Value, _life.PhysicalTtl, policy.Options.LeaseTtl, _dependsOn, startedAt).ConfigureAwait(false))
                // Another primary's clock says nothing about what the old one invalidated when.
                && flights.PrimaryEpoch == _primaryEpoch);

    private byte[]? Encode<T>(in Fetched<T> fetched, KeyspaceOptions options)
    {
        var now = flights.Time.GetUtcNow();
        if (!fetched.HasValue)
        {
            return EntryCodec.EncodeNegative(fetched.Version, now);
        }

        try
        {
            var entry = EntryCodec.Encode(fetched.Value, fetched.Version, now, _life.LogicalTtl, options, keyspace.Shape, out var size);
            if (entry.Length > 0)
            {
                return entry;
            }

            policy.TooLarge(size);
        }
        catch (Exception e)
        {
            // Whatever a formatter throws: the value is there, and cannot be stored.
            policy.Counters.RefusedFill();
            flights.Warnings.Warn("serialise", policy.Name, e);
        }

        return null;
    }
}
