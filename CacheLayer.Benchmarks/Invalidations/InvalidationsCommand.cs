using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Invalidations;

/// <summary><c>invalidations</c>: from event to gone, and how many events workers carry out.</summary>
internal static class InvalidationsCommand
{
    public static Command Create()
    {
        var keys = new Option<int>("--keys") { Description = "Products in the cache.", DefaultValueFactory = _ => 1_000_000 };
        var rates = new Option<int[]>("--rates") { Description = "Events a second.", DefaultValueFactory = _ => [10, 500, 5_000], AllowMultipleArgumentsPerToken = true };
        var workers = new Option<int[]>("--workers") { Description = "Workers that share the events.", DefaultValueFactory = _ => [1, 2], AllowMultipleArgumentsPerToken = true };
        var seconds = new Option<int>("--seconds") { Description = "How long each rate is held.", DefaultValueFactory = _ => 10 };
        var backlog = new Option<int>("--backlog") { Description = "Events that pile up before the limit of workers is measured.", DefaultValueFactory = _ => 100_000 };
        var json = JsonFile.Option();
        var command = new Command("invalidations", "Measures from event to gone on every node and in two in-process caches, and what workers can carry out.") { keys, rates, workers, seconds, backlog, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var run = new InvalidationRun(parse.GetValue(keys));
            await run.StartAsync();
            var rows = new List<InvalidationRow>();
            var limits = new List<ThroughputRow>();
            foreach (var count in parse.GetValue(workers)!)
            {
                foreach (var rate in parse.GetValue(rates)!)
                {
                    rows.AddRange(await run.MeasureAsync(count, rate, TimeSpan.FromSeconds(parse.GetValue(seconds))));
                }

                limits.Add(await run.DrainAsync(count, parse.GetValue(backlog)));
            }

            Write(rows);
            Write(limits);
            await JsonFile.WriteAsync<object>(parse.GetValue(json), [.. rows, .. limits], cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Write(List<InvalidationRow> rows)
    {
        var table = new Table().AddColumns("workers", "events/s", "achieved", "gone from", "events", "p50 ms", "p95 ms", "p99 ms", "max ms");
        foreach (var row in rows)
        {
            table.AddRow(
                $"{row.Workers}", $"{row.Rate}", Text(row.Achieved, "N0"), row.Where, Text(row.Events, "N0"), Text(row.P50, "0.00"), Text(row.P95, "0.00"), Text(row.P99, "0.00"), Text(row.Max, "0.0"));
        }

        AnsiConsole.Write(table);
    }

    private static void Write(List<ThroughputRow> rows)
    {
        var table = new Table().AddColumns("workers", "backlog", "carried out a second");
        foreach (var row in rows)
        {
            table.AddRow($"{row.Workers}", Text(row.Events, "N0"), Text(row.PerSecond, "N0"));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
