using System.Collections.Frozen;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;

namespace CacheLayer.L1;

/// <summary>The in-process cache: what is in memory of every keyspace that has it switched on, and what may be served of it.</summary>
/// <remarks>
/// A value gets in by a read that was answered by the tracked node, began in the session that still goes on, and was not
/// overtaken by a change of its key. It is served while that session goes on, see <see cref="TrackingSession"/>.
/// </remarks>
internal sealed class L1Cache
{
    // A change of one key keeps reads that are under way of a thousandth of the others from being kept.
    private const int Stripes = 1024;

    private readonly L1Stripe[] _stripes = new L1Stripe[Stripes];
    private readonly long[] _emptied = new long[Enum.GetValues<L1Emptied>().Length];
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<string, L1Store[]> _stores = FrozenDictionary<string, L1Store[]>.Empty;
    private volatile TrackingSession? _session;
    private string[] _tracked = [];
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

    /// <summary>The node answered a ping, so many milliseconds after it was sent: as long as what it tells of changes is under way at most, because it says both in order.</summary>
    public event Action<long>? PingAnswered;

    /// <summary>Whether values are served.</summary>
    public bool IsArmed => _session?.Serves(Environment.TickCount64) ?? false;

    public IEnumerable<L1Store> All => _stores.Values.SelectMany(stores => stores);

    /// <summary>What the keys begin with that are to be tracked, colon included.</summary>
    public string[] Prefixes
        => [.. _stores.Where(pair => Array.Exists(pair.Value, store => store.Policy.Options.L1.Enabled)).Select(pair => $"{pair.Key}:")];

    /// <summary>How often it was emptied for a reason.</summary>
    public long Emptied(L1Emptied reason) => Volatile.Read(ref _emptied[(int)reason]);

    /// <summary>What is in memory of a keyspace, or null when that is switched off, or old entries may not be served.</summary>
    public L1Store<T>? Of<T>(Keyspace<T> keyspace, KeyspacePolicy policy)
        => policy.Options is { Serve: true, MaxAge: null, L1.Enabled: true } ? policy.FindL1(keyspace) ?? Add(keyspace, policy) : null;

    /// <summary>Begins a read of Redis; null when its answer cannot be kept.</summary>
    public L1Read? BeginRead()
        => _session is { } session && session.Serves(Environment.TickCount64) ? new(session, Volatile.Read(ref _changes)) : null;

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

    /// <summary>The node tells of changes of these keys from now on.</summary>
    public void Begin(TrackingSession session, string[] prefixes)
    {
        lock (_gate)
        {
            _tracked = prefixes;
            Reset(session);
        }
    }

    /// <summary>The node may not tell of changes any more.</summary>
    public void End(L1Emptied reason)
    {
        lock (_gate)
        {
            _session?.End();
            _tracked = [];
            Reset(null);
            Interlocked.Increment(ref _emptied[(int)reason]);
        }
    }

    public void Answered(long milliseconds) => PingAnswered?.Invoke(milliseconds);

    /// <summary>Every key was changed.</summary>
    /// <returns>The session that goes on in place of the one before.</returns>
    public TrackingSession Flush(TrackingSession before)
    {
        lock (_gate)
        {
            before.End(out var after);
            Reset(after);
            Interlocked.Increment(ref _emptied[(int)L1Emptied.Flushed]);
            return after;
        }
    }

    /// <summary>Stops serving at once; who tracks is about to find out why.</summary>
    public void Suspend() => _session?.End();

    private void Reset(TrackingSession? session)
    {
        _session = session;
        foreach (var store in All)
        {
            store.Reset(Array.IndexOf(_tracked, $"{store.Keyspace.Prefix}:") < 0 ? null : session);
        }
    }

    private L1Store<T> Add<T>(Keyspace<T> keyspace, KeyspacePolicy policy)
    {
        lock (_gate)
        {
            if (policy.FindL1(keyspace) is { } known)
            {
                return known;
            }

            var store = new L1Store<T>(keyspace, policy, this);
            var stores = _stores.ToDictionary();
            stores[keyspace.Prefix] = [.. stores.GetValueOrDefault(keyspace.Prefix, []), store];
            _stores = stores.ToFrozenDictionary(StringComparer.Ordinal);
            if (Array.IndexOf(_tracked, $"{keyspace.Prefix}:") >= 0)
            {
                store.Reset(_session);
            }
            else
            {
                SettingsChanged?.Invoke();
            }

            policy.L1Changed -= Change;
            policy.L1Changed += Change;
            policy.AddL1(store);
            return store;
        }
    }

    private void Change()
    {
        Suspend();
        SettingsChanged?.Invoke();
    }
}
