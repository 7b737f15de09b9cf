using System.CommandLine;
using System.Globalization;
using CacheLayer.Tests.Races.Histories;
using Spectre.Console;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Races;

/// <summary><c>races</c>: the histories that the tests run against this library, run against other caches too.</summary>
internal static class RacesCommand
{
    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Description = "StackExchange.Redis connection string of a Redis that may be flushed.", DefaultValueFactory = _ => "127.0.0.1:6379" };
        var histories = new Option<int>("--histories") { Description = "How many random histories each cache is run through.", DefaultValueFactory = _ => 5_000 };
        var seed = new Option<ulong>("--seed") { Description = "Determines the random histories.", DefaultValueFactory = _ => 1 };
        var command = new Command("races", "Counts stale reads after acknowledged invalidations: this library beside other caches.") { redis, histories, seed };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var configuration = ConfigurationOptions.Parse(parse.GetValue(redis)!);
            configuration.AllowAdmin = true;
            configuration.AsyncTimeout = 20_000;
            await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
            var random = RandomHistories.Of(parse.GetValue(histories), parse.GetValue(seed)).ToArray();
            await RunAsync("Every interleaving of two readers, a writer and an expiry", connection, parse.GetValue(redis)!, [.. Interleavings.OfTwoReadersAndAWriter([[new(StepKind.Expire)]])], cancellationToken);
            await RunAsync("Random histories", connection, parse.GetValue(redis)!, random, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string title, ConnectionMultiplexer connection, string redis, Step[][] histories, CancellationToken cancellationToken)
    {
        var table = new Table().Title(title);
        table.AddColumns("cache", "histories", "reads", "stale reads after acknowledgement", "histories with a stale read");
        Func<Task<ICacheUnderTest>>[] caches =
        [
            async () => await CacheLayerUnderTest.StartAsync(redis, new(Versions: false, FillWait: 2, TimeSpan.FromMilliseconds(50))),
            () => Task.FromResult<ICacheUnderTest>(new FusionCacheUnderTest(redis)),
            () => Task.FromResult<ICacheUnderTest>(new HybridCacheUnderTest(redis)),
            () => Task.FromResult<ICacheUnderTest>(new UnfencedCache(connection.GetDatabase())),
        ];
        foreach (var start in caches)
        {
            await connection.GetServers()[0].FlushAllDatabasesAsync();
            await using var cache = await start();
            var report = await RaceSuite.RunAsync(cache, new(connection.GetDatabase()), histories, warm: false, cancellationToken);
            table.AddRow(cache.Name, Text(report.Histories), Text(report.Reads), Text(report.StaleReads), Text(report.StaleHistories.Count));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
