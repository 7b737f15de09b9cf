using System.CommandLine;
using System.Globalization;
using CacheLayer.Benchmarks.Redis;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary><c>dependents</c>: the index of dependents against generations that are read with every entry.</summary>
internal static class DependentsCommand
{
    private const int Smallest = 10_000;
    private const int DependentsPerProduct = 100;

    private static readonly int[] IndexSizes = [10, DependentsPerProduct, 1_000];

    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var keys = new Option<int>("--keys") { Description = "Recommendations in the largest keyspace; 10,000 to 4,000,000.", DefaultValueFactory = _ => 1_000_000 };
        keys.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < Smallest or > 4_000_000)
            {
                result.AddError("--keys is 10,000 to 4,000,000.");
            }
        });
        var json = JsonFile.Option();
        var command = new Command("dependents", "Measures invalidations with dependents, the memory of their index, and what generations would cost reads.") { redis, keys, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis), maxMemory: "0");
            var report = await RunAsync(node, parse.GetValue(keys));
            Write(report);
            await JsonFile.WriteAsync(parse.GetValue(json), [report], cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<DependentsReport> RunAsync(BenchmarkRedis redis, int most)
    {
        var index = new List<IndexRow>();
        foreach (var dependents in IndexSizes)
        {
            index.Add(await MeasureIndexAsync(redis, dependents));

            // Not lazily: what is freed later would be missing from the next measurement.
            await redis.Database.ExecuteAsync("FLUSHALL", "SYNC");
        }

        var invalidations = new List<InvalidationRow>();
        var keys = new RecoKeys(redis.Database, DependentsPerProduct);
        var stored = 0;
        for (var size = Smallest; size <= most; size *= 10)
        {
            await keys.StoreAsync(stored, size);
            await keys.RegisterAsync(stored, size);
            stored = size;
            invalidations.AddRange(await InvalidationMeasurement.RunAsync(redis, keys, size));
        }

        return new(invalidations, index, await ReadMeasurement.RunAsync(redis.Database, stored));
    }

    private static async Task<IndexRow> MeasureIndexAsync(BenchmarkRedis redis, int dependents)
    {
        var before = await ServerUse.ReadAsync(redis.Database);
        await new RecoKeys(redis.Database, dependents).RegisterAsync(0, Smallest);
        var after = await ServerUse.ReadAsync(redis.Database);
        var perReco = (double)(after.Bytes - before.Bytes) / Smallest;
        return new(dependents, perReco / RecoKeys.ProductsPerReco, perReco);
    }

    private static void Write(DependentsReport report)
    {
        var invalidations = new Table().Title("Invalidation of one product").AddColumns("reco keys", "dependents", "median ms", "server CPU us");
        foreach (var row in report.Invalidations)
        {
            invalidations.AddRow(Text(row.RecoKeys, "N0"), Text(row.Dependents, "N0"), Text(row.MedianMilliseconds, "F2"), Text(row.ServerMicroseconds, "N0"));
        }

        var index = new Table().Title("Memory of the index").AddColumns("dependents per product", "bytes per registration", $"bytes per reco of {RecoKeys.ProductsPerReco} products");
        foreach (var row in report.Index)
        {
            index.AddRow(Text(row.DependentsPerProduct, "N0"), Text(row.BytesPerRegistration, "N0"), Text(row.BytesPerReco, "N0"));
        }

        var reads = new Table().Title("Reads").AddColumns("read", "reads/s", "x GET", "server CPU us", "x GET");
        foreach (var row in report.Reads)
        {
            reads.AddRow(row.Read, Text(row.ReadsPerSecond, "N0"), Text(row.Ratio, "F2"), Text(row.ServerMicroseconds, "F2"), Text(row.ServerRatio, "F2"));
        }

        AnsiConsole.Write(invalidations);
        AnsiConsole.Write(index);
        AnsiConsole.Write(reads);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
