using System.Diagnostics;
using HdrHistogram;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>One cache under a number of callers, each of whom reads again as soon as it has its answer.</summary>
internal sealed class PeerSlice(ICachePeer peer, PeerData data, int keys, int callers)
{
    private const double NanosecondsPerMicrosecond = 1_000;

    // Reads from memory end at once: without this, as many callers as there are threads would keep all others, and the caches' own
    // background work, from running.
    private const int ReadsPerTurn = 256;

    private long _deadline;

    public async Task<PeerSample> RunAsync(TimeSpan length)
    {
        // Made before the counting starts: they would weigh on short slices.
        var histograms = Enumerable.Range(0, callers).Select(_ => new LongHistogram(TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerMinute, 2)).ToArray();
        var running = new Task[callers];
        var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        _deadline = started + (long)(length.TotalSeconds * Stopwatch.Frequency);
        for (var caller = 0; caller < callers; caller++)
        {
            var histogram = histograms[caller];
            var random = new Random(caller);
            running[caller] = Task.Run(() => ReadUntilDeadlineAsync(histogram, random));
        }

        await Task.WhenAll(running);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
        process.Refresh();
        var cpu = process.TotalProcessorTime - cpuBefore;
        var all = histograms[0];
        foreach (var histogram in histograms.Skip(1))
        {
            all.Add(histogram);
        }

        return new PeerSample(
            all.TotalCount / elapsed.TotalSeconds,
            all.GetValueAtPercentile(50) / NanosecondsPerMicrosecond,
            all.GetValueAtPercentile(95) / NanosecondsPerMicrosecond,
            all.GetValueAtPercentile(99) / NanosecondsPerMicrosecond,
            cpu.TotalMicroseconds / all.TotalCount,
            (double)bytes / all.TotalCount);
    }

    private async Task ReadUntilDeadlineAsync(LongHistogram histogram, Random random)
    {
        var ids = new string[keys];
        var turn = 0;
        for (var now = Stopwatch.GetTimestamp(); now < _deadline;)
        {
            if (++turn % ReadsPerTurn is 0)
            {
                await Task.Yield();
                now = Stopwatch.GetTimestamp();
            }

            for (var i = 0; i < keys; i++)
            {
                ids[i] = data.Ids[random.Next(data.Ids.Length)];
            }

            if (keys == 1)
            {
                await peer.ReadAsync(ids[0]);
            }
            else
            {
                await peer.ReadManyAsync(ids);
            }

            var after = Stopwatch.GetTimestamp();
            histogram.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(now, after).TotalNanoseconds));
            now = after;
        }
    }
}
