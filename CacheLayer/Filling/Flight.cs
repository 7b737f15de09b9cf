using CacheLayer.Entries;
using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>One miss under way, shared by every caller of this process that misses the key meanwhile. <see cref="Filler"/> runs it.</summary>
internal abstract class Flight(FlightKey key, KeyspacePolicy policy, long startedAt)
{
    private readonly TaskCompletionSource<long> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FlightKey Key => key;

    public KeyspacePolicy Policy => policy;

    public long StartedAt => startedAt;

    /// <summary>
    /// Ends when the fill is done, with the time as of which the value is known to be current: when the lease was last seen to stand, else when
    /// the flight started. A caller that arrived later must not take the value: an invalidation may have been acknowledged before it came.
    /// </summary>
    public Task<long> Settled => _settled.Task;

    public void Settle(long currentAsOf) => _settled.SetResult(currentAsOf);
}

/// <summary>A flight for a value of type <typeparamref name="T"/>.</summary>
/// <param name="key">The key, and whether this is an eager refresh.</param>
/// <param name="policy">The keyspace's policy.</param>
/// <param name="origin">How to fetch the value.</param>
/// <param name="fault">Why the cache could not be read, or null.</param>
/// <param name="staleStoredAt">When the entry was stored that is to be replaced, or null when there is none.</param>
/// <param name="startedAt">Now.</param>
internal sealed class Flight<T>(FlightKey key, KeyspacePolicy policy, OriginCall<T> origin, Exception? fault, long? staleStoredAt, long startedAt)
    : Flight(key, policy, startedAt)
{
    private readonly TaskCompletionSource<FlightResult<T>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OriginCall<T> Origin => origin;

    public Exception? Fault => fault;

    public long? StaleStoredAt { get; set; } = staleStoredAt;

    /// <summary>Where what is fetched will be stored.</summary>
    public FillEntry? Entry { get; set; }

    /// <summary>The value, as soon as it is there. Never faulted: see <see cref="FlightResult{T}.Error"/>.</summary>
    public Task<FlightResult<T>> Result => _result.Task;

    /// <summary>Whether the flight may take a lease, and store what it fetches.</summary>
    public bool MayStore => fault is null && Policy.Options is { ReadsEnabled: true, WritesEnabled: true } && Key.Keyspace.Fills is not FillMode.Never;

    /// <summary>Serialises what was fetched for storing, before callers get the value and may change it.</summary>
    public void Prepare(in Fetched<T> fetched) => Entry?.Prepare(fetched);

    public EntryView<T> Decode(ReadOnlyMemory<byte> entry, TimeProvider time) => EntryView<T>.Of(entry, Key.Keyspace.Shape, Policy.Options, time);

    public void Complete(in FlightResult<T> result) => _result.TrySetResult(result);
}
