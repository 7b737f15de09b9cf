using CacheLayer.Protocol;

namespace CacheLayer.Invalidations;

/// <summary>Removes entries, and those that depend on them, from their primaries.</summary>
internal sealed class Removal(IReadOnlyList<Invalidation> invalidations)
{
    // Scripts that are sent before any is awaited: as many as one primary runs in a few milliseconds.
    private const int PipelineLength = 500;

    /// <summary>The keys of the values that were removed, of those, too, that were not there.</summary>
    public HashSet<string> Removed { get; } = new(StringComparer.Ordinal);

    /// <summary>How many values stayed, because they are as new as the change is.</summary>
    public int Kept { get; private set; }

    /// <summary>Removes them, all of them again when it is called again.</summary>
    /// <returns>How many values were there.</returns>
    public async Task<int> RunAsync(ConfirmedWrite write, CancellationToken cancellationToken)
    {
        Removed.Clear();
        Kept = 0;
        var round = new List<(EntryKeys Keys, long Version)>(invalidations.Count);
        foreach (var invalidation in invalidations)
        {
            var keys = KeyLayout.Entry(invalidation.Keyspace, invalidation.Id);
            Removed.Add(keys.Value);
            round.Add((keys, invalidation.Version));
        }

        var deleted = 0;
        while (round.Count > 0)
        {
            var next = new List<(EntryKeys Keys, long Version)>();
            foreach (var pipeline in round.Chunk(PipelineLength))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var reply in await InvalidateAsync(write, pipeline, cancellationToken).ConfigureAwait(false))
                {
                    deleted += reply.Deleted ? 1 : 0;
                    Kept += reply.Kept ? 1 : 0;
                    next.AddRange(reply.Dependents.Where(Removed.Add).Select(dependent => (KeyLayout.Entry(dependent), 0L)));
                }
            }

            round = next;
        }

        return deleted;
    }

    private static async Task<InvalidateReply[]> InvalidateAsync(
        ConfirmedWrite write, (EntryKeys Keys, long Version)[] entries, CancellationToken cancellationToken)
    {
        var primaries = await write.PrimariesOfAsync(Array.ConvertAll(entries, entry => entry.Keys), cancellationToken).ConfigureAwait(false);
        var replies = new Task<InvalidateReply>[entries.Length];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = InvalidateScript.EvaluateAsync(primaries[i], entries[i].Keys, entries[i].Version);
        }

        return await Task.WhenAll(replies).ConfigureAwait(false);
    }
}
