using Spectre.Console;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Runs every cache in turn, round after round, so that a drift of the machine's speed meets all of them alike.</summary>
internal static class PeerRunner
{
    public static async Task<IReadOnlyList<PeerRow>> RunAsync(PeerSet peers, PeerPlan plan, ProgressTask progress, CancellationToken cancellationToken)
    {
        progress.MaxValue = PeerPlan.Sizes.Count * plan.Callers.Count * plan.Rounds * peers.All.Count;
        var rows = new List<PeerRow>();
        foreach (var keys in PeerPlan.Sizes)
        {
            var contestants = peers.All.Where(peer => peer.Reads(keys)).ToArray();
            foreach (var callers in plan.Callers)
            {
                var samples = contestants.ToDictionary(peer => peer, _ => new List<PeerSample>());
                for (var round = 0; round < plan.Rounds; round++)
                {
                    foreach (var peer in contestants)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        var slice = new PeerSlice(peer, peers.Data, keys, callers);
                        await slice.RunAsync(plan.Slice / 4);
                        samples[peer].Add(await slice.RunAsync(plan.Slice));
                        progress.Increment(1);
                    }
                }

                rows.AddRange(Summarise(contestants, samples, keys, callers));
            }
        }

        progress.StopTask();
        return rows;
    }

    private static IEnumerable<PeerRow> Summarise(ICachePeer[] peers, Dictionary<ICachePeer, List<PeerSample>> samples, int keys, int callers)
    {
        // The floor is the fastest thing one would write by hand: GET for one key, MGET for several.
        var raw = samples[peers.Single(peer => keys == 1 ? peer is RawGetPeer : peer is RawMgetPeer)];
        foreach (var peer in peers)
        {
            var own = samples[peer];
            yield return new PeerRow(
                peer.Name,
                keys,
                callers,
                Median(own.Select(sample => sample.ReadsPerSecond)),
                Median(own.Select(sample => sample.P50)),
                Median(own.Select(sample => sample.P95)),
                Median(own.Select(sample => sample.P99)),
                Median(own.Select(sample => sample.CpuPerRead)),
                Median(own.Select(sample => sample.BytesPerRead)),
                Median(own.Zip(raw, (sample, floor) => sample.ReadsPerSecond / floor.ReadsPerSecond)));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
