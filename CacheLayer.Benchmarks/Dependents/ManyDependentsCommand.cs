using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CacheLayer.Benchmarks.Redis;
using CacheLayer.Catalogue;
using CacheLayer.Scripts;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary><c>many-dependents</c>: one product on which very much depends is invalidated beside reads, and beside the invalidations of others.</summary>
internal static class ManyDependentsCommand
{
    private const string Product = "many";
    private const int Filled = 10_000;

    private static readonly Keyspace<string> Hot = Keyspace.Create<string>("hot", "hot");

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BetweenOthers = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var dependents = new Option<int>("--dependents") { Description = "How many entries depend on the product.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("many-dependents", "Invalidates a product with many dependents beside 1,000 reads a second.") { redis, dependents };
        command.SetAction(async (parse, _) =>
        {
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis), maxMemory: "0");
            await RunAsync(node, parse.GetValue(dependents));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(BenchmarkRedis redis, int dependents)
    {
        var index = KeyLayout.Entry(CatalogueKeyspaces.Product, Product).Dependents;
        for (var i = 0; i < dependents; i += Filled)
        {
            await redis.Database.ScriptEvaluateAsync(
                "for i = ARGV[1], ARGV[2] do redis.call('SET', 'r:customer-' .. i, 'x') redis.call('ZADD', KEYS[1], 9e15, 'r:customer-' .. i) end",
                [index], [i, Math.Min(i + Filled, dependents) - 1]);
        }

        await using var process = await CacheProcess.StartAsync(redis.ConnectionString);
        await process.Client.SetAsync(Hot, "hot", new string('x', 600), TimeSpan.FromHours(1));
        var table = new Table().AddColumns("", "invalidated after ms", "entries", "reads", "p99 ms", "slowest ms", "not from the cache", "others: slowest ms");
        await RowAsync(process, table, "first");
        await RowAsync(process, table, "again");
        AnsiConsole.Write(table);
    }

    private static async Task RowAsync(CacheProcess process, Table table, string name)
    {
        var invalidator = process.Services.GetRequiredService<CacheInvalidator>();
        using var end = new CancellationTokenSource();
        var reading = EveryAsync(BetweenReads, async () => (await process.Client.GetAsync(Hot, "hot")).IsHit, end.Token);
        var others = EveryAsync(BetweenOthers, async () => (await invalidator.InvalidateAsync([new(CatalogueKeyspaces.Product, "other")])).Deleted is 0, end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        var result = await invalidator.InvalidateAsync([new(CatalogueKeyspaces.Product, Product)]);
        var took = Stopwatch.GetElapsedTime(began);
        await end.CancelAsync();
        var (reads, other) = (await reading, await others);
        table.AddRow(
            name, Text(took.TotalMilliseconds), Text(result.Deleted), Text(reads.Count),
            Text(reads.Select(read => read.Milliseconds).Order().ElementAt(reads.Count * 99 / 100)), Text(reads.Max(read => read.Milliseconds)),
            Text(reads.Count(read => !read.IsHit)), Text(other.Max(one => one.Milliseconds)));
    }

    // Open loop: what is late is measured from when it was due.
    private static async Task<List<(double Milliseconds, bool IsHit)>> EveryAsync(TimeSpan interval, Func<Task<bool>> call, CancellationToken end)
    {
        var running = new List<Task<(double, bool)>>();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var due = began + (long)(i * interval.TotalSeconds * Stopwatch.Frequency);
            if (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due), TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            running.Add(OneAsync(call, due));
        }

        return [.. await Task.WhenAll(running)];
    }

    private static async Task<(double, bool)> OneAsync(Func<Task<bool>> call, long due)
    {
        var isHit = await call();
        return (Stopwatch.GetElapsedTime(due).TotalMilliseconds, isHit);
    }

    private static string Text(double value) => value.ToString("N1", CultureInfo.InvariantCulture);
}
