using System.CommandLine;
using System.Globalization;
using CacheLayer.Tests.Chaos;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Chaos;

/// <summary><c>chaos</c>: events and reads while everything is killed at random.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var events = new Option<int>("--events") { Description = "How many events are published.", DefaultValueFactory = _ => 200_000 };
        var rate = new Option<int>("--rate") { Description = "Events a second.", DefaultValueFactory = _ => 1_000 };
        var seed = new Option<int>("--seed") { Description = "Which events are bad, and what is killed when.", DefaultValueFactory = _ => 1 };
        var json = JsonFile.Option();
        var command = new Command("chaos", "Kills workers, primary and event node at random under events, 1 % of them bad, and reads; says what was lost, skipped or stale.") { events, rate, seed, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var plan = new ChaosPlan(parse.GetValue(events), parse.GetValue(rate), Keys: 2_000, Readers: 8, BetweenFaults: TimeSpan.FromSeconds(3), parse.GetValue(seed));
            var report = await new ChaosRun(plan).RunAsync(Console.WriteLine);
            Write(report);
            await JsonFile.WriteAsync(parse.GetValue(json), [report], cancellationToken);
            return report.IsClean ? 0 : 1;
        });
        return command;
    }

    private static void Write(ChaosReport report)
    {
        var table = new Table().AddColumns("", "");
        Row("events published", report.Published);
        Row("of them bad", report.Bad);
        foreach (var (fault, count) in report.Faults)
        {
            Row($"killed: {fault}", count);
        }

        Row("reads", report.Consistency.Reads);
        Row("reads older than what was acknowledged before they began", report.Consistency.AllViolations);
        foreach (var (cause, count) in report.Consistency.Violations)
        {
            Row($"of them by {cause}", count);
        }

        Row("copies on any node older than the origin, at the end", report.StaleCopies);
        Row("events left", report.Left);
        Row("bad events that are not among the dead letters", report.MissingDeadLetters);
        Row("dead letters that are no bad events", report.WrongDeadLetters);
        Row("dead letters beyond one for each entry of the stream", report.RepeatedDeadLetters);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(report.IsClean ? "clean" : "NOT CLEAN")} after {report.Took.TotalSeconds:0} s"));

        void Row(string name, long count) => table.AddRow(name, count.ToString("N0", CultureInfo.InvariantCulture));
    }
}
