using System.CommandLine;
using System.Globalization;
using CacheLayer.Benchmarks.Redis;
using CacheLayer.Tests.Cost.Counting;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Cost;

/// <summary><c>cost</c>: commands and bytes of each operation, counted by the server.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var products = new Option<int>("--products") { Description = "How many products each operation is done with; a multiple of ten.", DefaultValueFactory = _ => 1_000 };
        products.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var count && (count is < 20 or > 10_000 || count % 10 != 0))
            {
                result.AddError("--products is a multiple of ten from 20 to 10,000.");
            }
        });
        var json = JsonFile.Option();
        var command = new Command("cost", "Counts, on the server, what each operation costs it: round trips, commands, bytes.") { redis, products, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis));
            var costs = await new CostRun(node.ConnectionString, node.Connection, parse.GetValue(products)).RunAsync();
            Write(costs);
            await JsonFile.WriteAsync(parse.GetValue(json), costs, cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Write(IReadOnlyList<OperationCost> costs)
    {
        var table = new Table().AddColumns("operation", "round trips", "commands, those of scripts included", "bytes in", "bytes out");
        foreach (var cost in costs)
        {
            table.AddRow(
                cost.Operation,
                cost.RoundTrips is { } trips ? Text(trips, "0.##") : "",
                string.Join(", ", cost.Commands.OrderBy(command => command.Key, StringComparer.Ordinal).Select(command => $"{command.Key.ToUpperInvariant()} {Text(command.Value, "0.##")}")),
                Text(cost.BytesIn, "N0"),
                Text(cost.BytesOut, "N0"));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
