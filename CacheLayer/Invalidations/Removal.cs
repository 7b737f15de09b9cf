using CacheLayer.Protocol;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Removes entries, and those that depend on them, from the primary.</summary>
internal static class Removal
{
    // Scripts that are sent before any is awaited: as many as the primary runs in a few milliseconds.
    private const int PipelineLength = 500;

    /// <returns>How many values were there.</returns>
    public static async Task<int> RunAsync(IDatabase db, IReadOnlyList<Invalidation> invalidations, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var round = new List<(EntryKeys Keys, long Version)>(invalidations.Count);
        foreach (var invalidation in invalidations)
        {
            var keys = KeyLayout.Entry(invalidation.Keyspace, invalidation.Id);
            seen.Add(keys.Value);
            round.Add((keys, invalidation.Version));
        }

        var deleted = 0;
        while (round.Count > 0)
        {
            var next = new List<(EntryKeys Keys, long Version)>();
            foreach (var pipeline in round.Chunk(PipelineLength))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var reply in await Task.WhenAll(Array.ConvertAll(pipeline, entry => InvalidateScript.EvaluateAsync(db, entry.Keys, entry.Version))).ConfigureAwait(false))
                {
                    deleted += reply.Deleted ? 1 : 0;
                    next.AddRange(reply.Dependents.Where(seen.Add).Select(dependent => (KeyLayout.Entry(dependent), 0L)));
                }
            }

            round = next;
        }

        return deleted;
    }
}
