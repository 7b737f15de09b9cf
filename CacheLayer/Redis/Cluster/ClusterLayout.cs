namespace CacheLayer.Redis.Cluster;

/// <summary>Who has which slots, put together from what the nodes say.</summary>
/// <remarks>
/// Nodes learn of a change one after the other. The cluster's own rule settles it: of two claims to a slot the one with the
/// higher epoch holds, because only a node that the majority elected, or that was handed the slot, has it.
/// </remarks>
/// <param name="Shards">The shards that have slots, or are being handed some.</param>
/// <param name="Owners">For every slot the index of its shard; -1 for a slot that no shard owns.</param>
/// <param name="Leaving">For slots that are on their way, the index of the shard that they go to.</param>
/// <param name="Known">The addresses of all nodes that some node knows of.</param>
internal sealed record ClusterLayout(
    IReadOnlyList<ClusterShard> Shards, short[] Owners, IReadOnlyDictionary<int, short> Leaving, IReadOnlySet<string> Known)
{
    private const short None = -1;

    public static ClusterLayout Of(IReadOnlyCollection<ClusterMember[]> views)
    {
        // What a node says of itself comes last, and counts.
        var members = new Dictionary<string, ClusterMember>(StringComparer.Ordinal);
        foreach (var member in views.SelectMany(view => view).OrderBy(member => member.IsMyself).ThenBy(member => member.Epoch))
        {
            members[member.Id] = member;
        }

        var claims = new ClusterMember?[HashSlot.Count];
        foreach (var member in views.SelectMany(view => view))
        {
            foreach (var (first, last) in member.Slots)
            {
                for (var slot = first; slot <= last; slot++)
                {
                    if (claims[slot] is not { } other || member.Epoch > other.Epoch || (member.Epoch == other.Epoch && member.IsMyself))
                    {
                        claims[slot] = member;
                    }
                }
            }
        }

        return Of(members, claims);
    }

    private static ClusterLayout Of(Dictionary<string, ClusterMember> members, ClusterMember?[] claims)
    {
        var shards = new List<ClusterShard>();
        var indexes = new Dictionary<string, short>(StringComparer.Ordinal);
        var owners = Array.ConvertAll(claims, claim => claim is null ? None : IndexOf(claim.Id));
        var leaving = new Dictionary<int, short>();
        foreach (var (id, slot) in members.Values.SelectMany(member => member.Leaving.Select(slot => (member.Id, slot))))
        {
            if (claims[slot.Slot]?.Id == id && members.ContainsKey(slot.To))
            {
                leaving[slot.Slot] = IndexOf(slot.To);
            }
        }

        return new(shards, owners, leaving, members.Values.Select(member => member.Address).ToHashSet(StringComparer.Ordinal));

        short IndexOf(string id)
        {
            if (!indexes.TryGetValue(id, out var index))
            {
                index = indexes[id] = (short)shards.Count;
                shards.Add(new(members[id].Address, [.. members.Values.Where(member => member.PrimaryId == id && member.Id != id).Select(member => member.Address)]));
            }

            return index;
        }
    }
}
