using System.Diagnostics;
using CacheLayer.Catalogue;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary>What a read would cost if an entry were valid only while the generations of its products are those that it was made from.</summary>
internal static class ReadMeasurement
{
    private const int Rounds = 7;
    private const int ReadsPerRound = 20_000;
    private const int Callers = 64;

    public static async Task<IReadOnlyList<ReadRow>> RunAsync(IDatabase database, int recoKeys)
    {
        for (var i = 0; i < 1_000; i++)
        {
            await database.StringSetAsync(Generation(i), i);
        }

        (string Name, Func<int, Task> Read)[] reads =
        [
            ("GET of the entry (index)", i => database.StringGetAsync(RecoKeys.Key(i % recoKeys))),
            ("MGET of the entry and 1 generation", i => database.StringGetAsync([RecoKeys.Key(i % recoKeys), Generation(i)])),
            ($"MGET of the entry and {RecoKeys.ProductsPerReco} generations", i => database.StringGetAsync([RecoKeys.Key(i % recoKeys), .. Enumerable.Range(i, RecoKeys.ProductsPerReco).Select(Generation)])),
        ];
        var samples = reads.ToDictionary(read => read.Name, _ => new List<(double PerSecond, double Cpu)>());
        foreach (var read in reads)
        {
            await SampleAsync(database, read.Read);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var read in reads)
            {
                samples[read.Name].Add(await SampleAsync(database, read.Read));
            }
        }

        var floor = samples[reads[0].Name];
        return [.. reads.Select(read => Row(read.Name, samples[read.Name], floor))];
    }

    private static ReadRow Row(string name, List<(double PerSecond, double Cpu)> own, List<(double PerSecond, double Cpu)> floor) => new(
        name,
        Median(own.Select(sample => sample.PerSecond)),
        Median(own.Zip(floor, (sample, by) => sample.PerSecond / by.PerSecond)),
        Median(own.Select(sample => sample.Cpu)),
        Median(own.Zip(floor, (sample, by) => sample.Cpu / by.Cpu)));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static RedisKey Generation(int index) => $"g:{AsinSequence.At(index % 1_000).Value}";

    private static async Task<(double PerSecond, double Cpu)> SampleAsync(IDatabase database, Func<int, Task> read)
    {
        var before = await ServerUse.ReadAsync(database);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; i < ReadsPerRound; i += Callers)
            {
                await read(i * 7);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await ServerUse.ReadAsync(database);
        return (ReadsPerRound / seconds, (after.CpuMicroseconds - before.CpuMicroseconds) / ReadsPerRound);
    }
}
