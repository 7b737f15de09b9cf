using System.Diagnostics.CodeAnalysis;
using BitFaster.Caching.Lru;
using CacheLayer.Entries;
using CacheLayer.Keyspaces;

namespace CacheLayer.L1;

/// <summary>Values of type <typeparamref name="T"/>, by id.</summary>
internal sealed class L1Store<T>(Keyspace keyspace, KeyspacePolicy policy, L1Cache cache) : L1Store(keyspace, policy)
{
    private volatile FastConcurrentLru<string, L1Entry<T>> _entries = Empty(policy);

    public override int Count => _entries.Count;

    /// <summary>The value, if there is one that a read of Redis would find, too.</summary>
    public bool TryGet(string id, [MaybeNullWhen(false)] out T value)
    {
        if (id is not null && _entries.TryGet(id, out var entry) && entry.Serves(Environment.TickCount64))
        {
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Keeps what was read, unless it may be out of date by now, or is not to be kept.</summary>
    /// <param name="id">The id.</param>
    /// <param name="entry">What was read.</param>
    /// <param name="bytes">Its size in Redis.</param>
    /// <param name="read">The read that brought it.</param>
    public void Keep(string id, in EntryView<T> entry, int bytes, L1Read read)
    {
        var options = Policy.Options.L1;
        if (entry is not { State: EntryState.Value, FreshFor: > 0 } || bytes > options.MaxEntryBytes || read.Session is not { } session)
        {
            return;
        }

        var life = Math.Min(entry.FreshFor, (long)options.MaxLife.TotalMilliseconds);
        var kept = new L1Entry<T>(entry.Value!, session, Environment.TickCount64 + life);
        var stripe = cache.Stripe(id);
        lock (stripe)
        {
            // A reported change takes the stripe's lock too: it comes before, and is seen here, or after, and removes this value.
            if (stripe.ChangedAt <= read.Begun && session.Tracks(Prefix))
            {
                _entries.AddOrUpdate(id, kept);
            }
        }
    }

    public override void Remove(string id) => _entries.TryRemove(id);

    // Another object, because its capacity may be another one by now.
    public override void Clear() => _entries = Empty(Policy);

    private static FastConcurrentLru<string, L1Entry<T>> Empty(KeyspacePolicy policy) => new(policy.Options.L1.Capacity);
}
