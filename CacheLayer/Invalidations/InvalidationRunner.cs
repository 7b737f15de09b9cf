using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Removes entries, and those that depend on them, from their primaries: page by page, each of which is confirmed before the next one is begun.</summary>
/// <remarks>What is asked for goes first, and the dependents of one entry wait for none of another: pages take turns.</remarks>
internal sealed class InvalidationRunner(IEnumerable<(EntryKeys Keys, long Version)> entries, KeyRouter router, RecentWrites recent)
{
    // Scripts that are sent before any is awaited: as many as one primary runs in a millisecond or two.
    private const int PipelineLength = 128;

    // Scripts between two confirmations.
    private const int PageLength = 1000;

    private readonly Queue<InvalidationStep> _waiting = new(entries.Select(entry => new InvalidationStep(entry.Keys, entry.Version)));
    private readonly List<InvalidationStep> _page = [];
    private readonly List<InvalidationStep> _ran = [];
    private readonly List<InvalidationStep> _later = [];
    private int _kept;

    /// <summary>How many values stayed, because they are as new as the change is.</summary>
    public int Kept { get; private set; }

    /// <summary>How many values were there and are gone, attempts that failed included.</summary>
    public int Deleted { get; private set; }

    /// <summary>The keys of the values that the last page removed, of those, too, that were not there.</summary>
    public IEnumerable<string> Removed => _ran.Select(step => step.Keys.Value);

    /// <summary>Removes a page; the same one again when it was not confirmed.</summary>
    /// <returns>How many values were there.</returns>
    public async Task<int> PageAsync(ReplicatedWrite write, CancellationToken cancellationToken)
    {
        _ran.Clear();
        _later.Clear();
        _kept = 0;
        while (_page.Count < PageLength && _waiting.TryDequeue(out var step))
        {
            _page.Add(step);
        }

        var before = Deleted;
        IReadOnlyList<InvalidationStep> round = _page;
        while (round.Count > 0)
        {
            var next = new List<InvalidationStep>();
            foreach (var pipeline in round.Chunk(PipelineLength))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var replies = await RunAsync(write, pipeline, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < pipeline.Length; i++)
                {
                    _kept += replies[i].Kept ? 1 : 0;
                    next.AddRange(pipeline[i].Read(replies[i].Dependents));
                }
            }

            _ran.AddRange(round);
            var left = Math.Max(0, PageLength - _ran.Count);
            _later.AddRange(next.Skip(left));
            round = [.. next.Take(left)];
            Remember(next);
        }

        return Deleted - before;
    }

    /// <summary>To be called when a page is confirmed.</summary>
    /// <returns>Whether there is another page.</returns>
    public async ValueTask<bool> AdvanceAsync()
    {
        Kept += _kept;
        _ran.ForEach(static step => step.Confirm());
        var ended = new List<InvalidationStep>();
        foreach (var step in _ran)
        {
            End(step, ended);
        }

        _page.Clear();
        _later.ForEach(_waiting.Enqueue);
        await LeaveAsync(ended).ConfigureAwait(false);
        return _waiting.Count > 0;
    }

    private async Task<InvalidateReply[]> RunAsync(ReplicatedWrite write, InvalidationStep[] steps, CancellationToken cancellationToken)
    {
        var primaries = await write.PrimariesOfAsync(Array.ConvertAll(steps, step => step.Keys), cancellationToken).ConfigureAwait(false);
        var replies = new Task<InvalidateReply>[steps.Length];
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = steps[i].IsRemoved
                ? WorkOffAsync(primaries[i], steps[i])
                : InvalidateScript.EvaluateAsync(primaries[i], steps[i].Keys, steps[i].Version, steps[i].DependsOn?.Keys.Value);
        }

        try
        {
            return await Task.WhenAll(replies).ConfigureAwait(false);
        }
        finally
        {
            Deleted += replies.Count(static reply => reply is { IsCompletedSuccessfully: true, Result.Deleted: true });
        }

        static async Task<InvalidateReply> WorkOffAsync(IDatabase primary, InvalidationStep step)
            => new(Deleted: false, Kept: false, await WorkOffScript.EvaluateAsync(primary, step.Keys, step.Gone, LeavingIndex.PageLength, step.MayMove).ConfigureAwait(false));
    }

    private void End(InvalidationStep step, List<InvalidationStep> ended)
    {
        for (var at = step; at is { HasEndedPage: true }; at = at.DependsOn)
        {
            if (!at.HasEnded)
            {
                _waiting.Enqueue(at);
                return;
            }

            if (at.Gone.Count > 0)
            {
                ended.Add(at);
            }

            at.DependsOn?.Ends(at);
        }
    }

    // Nothing depends on it: what is left in an index is removed once more by the next change.
    private async Task LeaveAsync(List<InvalidationStep> ended)
    {
        foreach (var pipeline in ended.Chunk(PipelineLength))
        {
            try
            {
                await Task.WhenAll(pipeline.Select(step => router.WriteAsync(
                    step.Keys.Dependents, step, static (db, step) => WorkOffScript.EvaluateAsync(db, step.Keys, step.Gone, length: 0, mayMove: false), WriteRetry.Never, CancellationToken.None).AsTask())).ConfigureAwait(false);
            }
            catch (Exception e) when (CacheFault.Is(e))
            {
                return;
            }
        }
    }

    // Of another shard: that one may restart from an older state, in which it is there again, while the index that named it is empty.
    private void Remember(List<InvalidationStep> dependents)
    {
        if (router.IsCluster)
        {
            foreach (var step in dependents)
            {
                if (router.ShardOf(step.Keys.Value) != router.ShardOf(step.DependsOn!.Keys.Value))
                {
                    recent.Removes(step.Keys, version: 0);
                }
            }
        }
    }
}
