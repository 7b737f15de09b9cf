using System.CommandLine;
using System.Globalization;
using CacheLayer.Benchmarks.Redis;
using CacheLayer.Tests.Races.Histories;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Races;

/// <summary><c>races</c>: the histories that the tests run against this library, run against other caches too.</summary>
internal static class RacesCommand
{
    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var histories = new Option<int>("--histories") { Description = "How many random histories each cache is run through.", DefaultValueFactory = _ => 5_000 };
        var seed = new Option<ulong>("--seed") { Description = "Determines the random histories.", DefaultValueFactory = _ => 1 };
        var command = new Command("races", "Counts stale reads after acknowledged invalidations: this library beside other caches.") { redis, histories, seed };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis));
            var random = RandomHistories.Of(parse.GetValue(histories), parse.GetValue(seed)).ToArray();
            await RunAsync("Every interleaving of two readers, a writer and an expiry", node, [.. Interleavings.OfTwoReadersAndAWriter([[new(StepKind.Expire)]])], cancellationToken);
            await RunAsync("Random histories", node, random, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string title, BenchmarkRedis redis, Step[][] histories, CancellationToken cancellationToken)
    {
        var table = new Table().Title(title);
        table.AddColumns("cache", "histories", "reads", "stale reads after acknowledgement", "histories with a stale read");
        Func<Task<ICacheUnderTest>>[] caches =
        [
            async () => await CacheLayerUnderTest.StartAsync(redis.ConnectionString, new(Versions: false, FillWaitFactor: 2, TimeSpan.FromMilliseconds(50))),
            () => Task.FromResult<ICacheUnderTest>(new FusionCacheUnderTest(redis.ConnectionString)),
            () => Task.FromResult<ICacheUnderTest>(new HybridCacheUnderTest(redis.ConnectionString)),
            () => Task.FromResult<ICacheUnderTest>(new UnfencedCache(redis.Database)),
        ];
        foreach (var start in caches)
        {
            await redis.FlushAsync();
            await using var cache = await start();
            var report = await RaceSuite.RunAsync(cache, new(redis.Database), histories, warm: false, cancellationToken);
            table.AddRow(cache.Name, Text(report.Histories), Text(report.Reads), Text(report.StaleReads), Text(report.StaleHistories.Count));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
