namespace CacheLayer.Redis.Cluster;

/// <summary>Which shard has which slot, at one moment.</summary>
/// <param name="shards">All shards.</param>
/// <param name="owners">By slot; null for a slot that no shard owns.</param>
/// <param name="leaving">By slot, the shard that it is on its way to.</param>
/// <param name="movedAt">For slots that moved recently, when that was seen, in <see cref="Environment.TickCount64"/>.</param>
internal sealed class SlotMap(Shard[] shards, Shard?[] owners, IReadOnlyDictionary<int, Shard> leaving, IReadOnlyDictionary<int, long> movedAt)
{
    public static readonly SlotMap Empty = new([], new Shard?[HashSlot.Count], new Dictionary<int, Shard>(), new Dictionary<int, long>());

    public IReadOnlyList<Shard> Shards => shards;

    public Shard? Owner(int slot) => owners[slot];

    public Shard? LeavingTo(int slot) => leaving.GetValueOrDefault(slot);

    /// <summary>The shards that slots are on their way to.</summary>
    public IEnumerable<Shard> Arriving => leaving.Values.Distinct();

    /// <summary>When the slot came to its shard, if that was lately; else 0.</summary>
    public long MovedAt(int slot) => movedAt.GetValueOrDefault(slot);

    /// <summary>Whether every slot is where it is in the other map, and none is on its way.</summary>
    public bool IsAsIn(SlotMap other) => leaving.Count is 0 && Enumerable.Range(0, HashSlot.Count).All(slot => owners[slot] == other.Owner(slot));

    /// <summary>The next map.</summary>
    /// <param name="layout">Who has which slots.</param>
    /// <param name="byIndex">The shards of the layout.</param>
    /// <param name="now">The time.</param>
    /// <param name="forgetBefore">Moves that were seen earlier do not matter any more.</param>
    /// <param name="moved">How many slots are on another shard than before.</param>
    public SlotMap Next(ClusterLayout layout, Shard[] byIndex, long now, long forgetBefore, out int moved)
    {
        var next = Array.ConvertAll(layout.Owners, index => index < 0 ? null : byIndex[index]);
        var moves = movedAt.Where(move => move.Value >= forgetBefore).ToDictionary();
        moved = 0;
        for (var slot = 0; slot < next.Length; slot++)
        {
            if (owners[slot] is { } before && next[slot] is { } after && before != after)
            {
                moves[slot] = now;
                moved++;
            }
        }

        return new(byIndex, next, layout.Leaving.ToDictionary(slot => slot.Key, slot => byIndex[slot.Value]), moves);
    }
}
