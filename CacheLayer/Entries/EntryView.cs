using CacheLayer.Entries.Serialization;

namespace CacheLayer.Entries;

/// <summary>An entry as it is now, by the policy of its keyspace.</summary>
/// <param name="Value">The value, when there is one that may be served.</param>
/// <param name="State">What it is.</param>
/// <param name="StaleStoredAt">When it was stored, if it is to be replaced: it has expired, or is due for an eager refresh. Else null.</param>
/// <param name="FreshFor">For how many milliseconds it may be served without being looked at again, or 0 when that is not known.</param>
internal readonly record struct EntryView<T>(T? Value, EntryState State, long? StaleStoredAt = null, long FreshFor = 0)
{
    public static EntryView<T> Of(ReadOnlyMemory<byte> stored, EntryShape shape, KeyspaceOptions options, TimeProvider time)
    {
        if (!EntryShapes.TryFind(stored, shape, out var entry, out var togetherStoredAt))
        {
            return new(default, EntryState.OtherShape, togetherStoredAt is 0 ? null : togetherStoredAt);
        }

        if (!EntryCodec.TryDecode<T>(entry, options.MaxEntryBytes, shape, out var value, out var header))
        {
            return new(default, EntryState.Undecodable);
        }

        var storedAt = togetherStoredAt is 0 ? header.StoredAt : togetherStoredAt;

        // Mostly neither asks for an age: then no clock is looked at.
        var age = header.Life is not 0 || options.MaxAge is not null ? time.GetUtcNow().ToUnixTimeMilliseconds() - header.StoredAt : 0;
        if (age > options.MaxAge?.TotalMilliseconds || storedAt < options.StoredFrom)
        {
            return new(default, EntryState.Expired, storedAt);
        }

        if (header.Life is 0)
        {
            return new(value, (header.Flags & EntryFlags.Nothing) is 0 ? EntryState.Value : EntryState.Negative);
        }

        if (age < header.Life)
        {
            var left = (long)(header.Life * (options.EagerRefreshAt ?? 1)) - Math.Max(0, age);
            return left > 0 ? new(value, EntryState.Value, FreshFor: left) : new(value, EntryState.Value, storedAt);
        }

        return age < header.Life + options.FailSafeMaxStale?.TotalMilliseconds
            ? new(value, EntryState.Stale, storedAt)
            : new(default, EntryState.Expired, storedAt);
    }
}
