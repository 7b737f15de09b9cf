using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using CacheLayer.Keyspaces;
using CacheLayer.Scripts;

namespace CacheLayer.L1;

/// <summary>The in-process cache: what is in memory of every keyspace that has it switched on, and what may be served of it.</summary>
/// <remarks>
/// A value gets in by a read that was answered by a tracked node, began in its session, and was not overtaken by a change of its
/// key. It is served while that session goes on, see <see cref="TrackingSession"/>. One node is tracked, or one of each shard.
/// </remarks>
internal sealed class L1Cache
{
    // A change of one key keeps reads that are under way of a thousandth of the others from being kept.
    private const int Stripes = 1024;

    private readonly L1Stripe[] _stripes = new L1Stripe[Stripes];
    private readonly long[] _emptied = new long[Enum.GetValues<L1ClearReason>().Length];
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<string, L1Store[]> _stores = FrozenDictionary<string, L1Store[]>.Empty;
    private volatile TrackingSession[] _sessions = [];
    private long _changes;

    public L1Cache()
    {
        for (var i = 0; i < _stripes.Length; i++)
        {
            _stripes[i] = new();
        }
    }

    /// <summary>Other keyspaces use it, or use it in another way: what is tracked is to be looked at again. The thread must not be kept.</summary>
    public event Action? SettingsChanged;

    /// <summary>A tracked node answered a ping; the argument is the round trip in milliseconds, the longest that a report of a change takes, because both arrive in order.</summary>
    public event Action<long>? PingAnswered;

    /// <summary>Whether values are served.</summary>
    public bool IsArmed => IsServed(_sessions);

    public IEnumerable<L1Store> All => _stores.Values.SelectMany(stores => stores);

    /// <summary>What the keys begin with that are to be tracked, colon included.</summary>
    public string[] Prefixes
        => [.. _stores.Where(pair => Array.Exists(pair.Value, store => store.Policy.Options.L1.Enabled)).Select(pair => pair.Value[0].Prefix)];

    /// <summary>How often it was emptied for a reason.</summary>
    public long Emptied(L1ClearReason reason) => Volatile.Read(ref _emptied[(int)reason]);

    /// <summary>What is in memory of a keyspace, or null when that is switched off, or old entries may not be served.</summary>
    public L1Store<T>? Of<T>(Keyspace<T> keyspace, KeyspacePolicy policy)
        => policy.Options is { ReadsEnabled: true, MaxAge: null, L1.Enabled: true } ? Find(keyspace, policy) ?? Add(keyspace, policy) : null;

    /// <summary>Begins a read of Redis; null when its answer cannot be kept.</summary>
    public L1Read? BeginRead()
        => _sessions is var sessions && IsServed(sessions) ? new(sessions, Volatile.Read(ref _changes)) : null;

    public L1Stripe Stripe(string id) => _stripes[(uint)id.GetHashCode() % Stripes];

    /// <summary>A key was changed: whatever it is, its value is not served any more, and reads that have begun do not bring it back.</summary>
    public void Drop(string key)
    {
        if (_stores.Count is 0 || !KeyLayout.TrySplit(key, out var prefix, out var id)
            || !_stores.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(prefix, out var stores))
        {
            return;
        }

        var stripe = Stripe(id);
        lock (stripe)
        {
            stripe.ChangedAt = Interlocked.Increment(ref _changes);
            foreach (var store in stores)
            {
                store.Remove(id);
            }
        }
    }

    /// <summary>Begins a session: a node reports changes from now on.</summary>
    public void Begin(TrackingSession session)
    {
        lock (_gate)
        {
            Replace(Array.Find(_sessions, before => before.Node == session.Node), session);
        }
    }

    /// <summary>Ends a session: reports of changes may be missing from now on.</summary>
    public void End(TrackingSession session, L1ClearReason reason)
    {
        lock (_gate)
        {
            Replace(session, null);
            Interlocked.Increment(ref _emptied[(int)reason]);
        }
    }

    public void Answered(long milliseconds) => PingAnswered?.Invoke(milliseconds);

    /// <summary>Every key of a node was changed.</summary>
    /// <returns>The session that goes on in place of the one before.</returns>
    public TrackingSession Flush(TrackingSession before)
    {
        lock (_gate)
        {
            before.End(out var after);
            Replace(before, after);
            Interlocked.Increment(ref _emptied[(int)L1ClearReason.Flushed]);
            return after;
        }
    }

    private static bool IsServed(TrackingSession[] sessions)
    {
        var now = Environment.TickCount64;
        foreach (var session in sessions)
        {
            if (session.Serves(now))
            {
                return true;
            }
        }

        return false;
    }

    // What was read in other sessions could stay; it is read again soon enough.
    private void Replace(TrackingSession? before, TrackingSession? after)
    {
        before?.End();
        var others = _sessions.Where(session => session != before);
        _sessions = after is null ? [.. others] : [.. others, after];
        foreach (var store in All)
        {
            store.Clear();
        }
    }

    // The view determines the type of its values.
    private static L1Store<T>? Find<T>(Keyspace<T> keyspace, KeyspacePolicy policy) => Unsafe.As<L1Store<T>?>(policy.Find(keyspace));

    private L1Store<T> Add<T>(Keyspace<T> keyspace, KeyspacePolicy policy)
    {
        lock (_gate)
        {
            if (Find(keyspace, policy) is { } known)
            {
                return known;
            }

            var store = new L1Store<T>(keyspace, policy, this);
            var stores = _stores.ToDictionary();
            stores[keyspace.Prefix] = [.. stores.GetValueOrDefault(keyspace.Prefix, []), store];
            _stores = stores.ToFrozenDictionary(StringComparer.Ordinal);
            if (_sessions is not { Length: > 0 } sessions || !Array.TrueForAll(sessions, session => session.Tracks(store.Prefix)))
            {
                SettingsChanged?.Invoke();
            }

            policy.L1Changed -= Change;
            policy.L1Changed += Change;
            policy.Add(store);
            return store;
        }
    }

    private void Change()
    {
        // At once; who tracks is about to find out why.
        foreach (var session in _sessions)
        {
            session.End();
        }

        SettingsChanged?.Invoke();
    }
}
