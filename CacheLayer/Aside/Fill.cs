using CacheLayer.Client;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;
using MessagePack;

namespace CacheLayer.Aside;

/// <summary>The storing end of a flight: makes the entry, and writes it if the fence still stands.</summary>
internal sealed class Fill(EntryKeys keys, KeyspacePolicy policy, Flights flights)
{
    private readonly int _primaryEpoch = flights.PrimaryEpoch;

    public EntryKeys Keys { get; } = keys;

    public Fence Fence { get; } = new(keys, policy, flights.Protocol);

    public bool IsStored { get; private set; }

    /// <summary>Whether what was fetched is to be stored, nothing being in its way.</summary>
    public static bool IsWorthStoring<T>(in Fetched<T> fetched, KeyspaceOptions options) => fetched.HasValue || options.NegativeTtl is not null;

    /// <summary>Stores what was fetched, or gives the fence back.</summary>
    /// <param name="watermark">The lowest version that may be stored, or null when no fence was granted.</param>
    /// <param name="fetched">What was fetched, or null when that failed.</param>
    /// <param name="startedAt">When the flight began.</param>
    /// <param name="replaces">Whether there was an entry already.</param>
    /// <returns>The time as of which what was fetched is known to be current.</returns>
    public async ValueTask<long> StoreAsync<T>(long? watermark, Fetched<T>? fetched, long startedAt, bool replaces)
    {
        var options = policy.Options;
        if (watermark is not null && fetched is { } answer && IsWorthStoring(answer, options))
        {
            var life = !answer.HasValue ? EntryLife.OfNothing(options)
                : answer.Ttl is { } ttl ? EntryLife.Of(options, ttl)
                : EntryLife.OfValue(options);
            if (await EntryAsync(watermark.Value, answer, life, options, startedAt).ConfigureAwait(false) is { } entry)
            {
                var sentAt = flights.Time.GetTimestamp();
                if (await Fence.CommitAsync(entry, life.Kept, answer.Version).ConfigureAwait(false))
                {
                    IsStored = true;
                    return sentAt;
                }

                policy.Counters.RefusedFill();
            }

            return startedAt;
        }

        if (replaces && fetched is { HasValue: false })
        {
            // It was there once, and is not any more.
            await flights.Protocol.RemoveAsync(Keys.Value).ConfigureAwait(false);
        }

        var releasedAt = flights.Time.GetTimestamp();
        var stood = await Fence.ReleaseAsync().ConfigureAwait(false);

        // One that was granted unheard may have been so after the fetch began; and no fence tells of what the answer was made from.
        return stood && watermark is not null && fetched is not { DependsOn.Count: > 0 } ? releasedAt : startedAt;
    }

    /// <summary>Gives the fence back after something unexpected; if Redis fails too, it expires.</summary>
    public async ValueTask GiveUpAsync()
    {
        try
        {
            await Fence.ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            flights.Warnings.Failed("release", policy, e);
        }
    }

    /// <returns>The entry, or null when it must not be stored: then the fence is given back, and it is counted.</returns>
    private async ValueTask<byte[]?> EntryAsync<T>(long watermark, Fetched<T> fetched, EntryLife life, KeyspaceOptions options, long startedAt)
    {
        if (fetched.Version < watermark
            || (fetched.DependsOn is { Count: > 0 } dependsOn
                && !(await flights.Dependencies.RegisterAsync(Keys.Value, life.Kept, options.FenceLife, dependsOn, startedAt).ConfigureAwait(false)
                    // Another primary's clock says nothing about what the old one invalidated when.
                    && flights.PrimaryEpoch == _primaryEpoch)))
        {
            await Fence.ReleaseAsync().ConfigureAwait(false);
            policy.Counters.RefusedFill();
            return null;
        }

        var now = flights.Time.GetUtcNow();
        if (!fetched.HasValue)
        {
            return EntryCodec.EncodeNothing(fetched.Version, now);
        }

        try
        {
            var entry = EntryCodec.Encode(fetched.Value, fetched.Version, now, life.Fresh, options);
            if (entry.Length > 0)
            {
                return entry;
            }

            await Fence.ReleaseAsync().ConfigureAwait(false);
            policy.Counters.TooLarge();
        }
        catch (MessagePackSerializationException e)
        {
            await Fence.ReleaseAsync().ConfigureAwait(false);
            policy.Counters.RefusedFill();
            flights.Warnings.Warn("serialise", policy.Name, e);
        }

        return null;
    }
}
