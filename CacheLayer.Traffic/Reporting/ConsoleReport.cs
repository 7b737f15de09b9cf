using System.Globalization;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Measuring;
using Spectre.Console;

namespace CacheLayer.Traffic.Reporting;

/// <summary>The tables at the end of a run.</summary>
internal static class ConsoleReport
{
    public static void Write(IAnsiConsole console, RunReport report)
    {
        console.WriteLine();
        console.WriteLine(Invariant($"{report.Load.Source}; {report.Load.Arrivals}"));
        if (report.Load.TraceRounds is > 1 and var rounds)
        {
            console.WriteLine(Invariant($"the trace was gone through {rounds:0.0} times to fill the duration"));
        }

        if (report.Load.TraceWritesSkipped is > 0 and var writes)
        {
            console.WriteLine(Invariant($"{writes:N0} sets and deletes of the trace were left out"));
        }

        if (report.WarmUp is { } warmUp)
        {
            console.WriteLine(Invariant(
                $"before that, not judged: what {warmUp.Requests:N0} requests ask for, each once, {warmUp.Sent:N0} sent in {warmUp.Seconds:N1} s, {warmUp.Failed:N0} failed"));
        }

        console.WriteLine(Invariant(
            $"{report.Load.Sent:N0} sent in {report.Seconds:N1} s ({report.Load.RateAchieved:N0}/s), {report.Load.Answered:N0} answered, {report.Load.Failed:N0} failed{(report.Interrupted ? "; interrupted" : "")}"));
        console.Write(Latencies(report.LatencyMs));
        console.Write(HitRates(report.HitRates));
        if (report.Errors.Count > 0)
        {
            console.Write(Counts("errors", report.Errors));
        }

        if (report.Instances.Count > 0)
        {
            console.Write(Counts("answered by", report.Instances));
        }

        if (report.Consistency is { } consistency)
        {
            Write(console, consistency);
        }

        console.Write(Targets(report.Targets));
    }

    private static Table Latencies(LatencyReport latencies)
    {
        var table = NewTable("latency, ms", "requests", "p50", "p95", "p99", "max");
        Add("client, all", latencies.Client);
        Add("client, hits", latencies.ClientHits);
        Add("client, misses", latencies.ClientMisses);
        Add("orchestrator on the cache, single hits", latencies.OrchestratorCacheHits);
        Add("orchestrator on the cache, single misses", latencies.OrchestratorCacheMisses);
        Add("orchestrator on the cache, pages", latencies.OrchestratorCachePages);
        Add("lag of this generator", latencies.SchedulingLag);
        return table;

        void Add(string name, LatencySummary? summary)
        {
            if (summary is not null)
            {
                table.AddRow(
                    name, Count(summary.Count), Milliseconds(summary.P50), Milliseconds(summary.P95), Milliseconds(summary.P99), Milliseconds(summary.Max));
            }
        }
    }

    private static Table HitRates(IReadOnlyList<HitRateReport> rates)
    {
        var table = NewTable("keyspace", "hits", "misses", "bypasses", "hit rate");
        foreach (var rate in rates)
        {
            table.AddRow(rate.Keyspace, Count(rate.Hits), Count(rate.Misses), Count(rate.Bypasses), Invariant($"{rate.HitRate:P1}"));
        }

        return table;
    }

    private static void Write(IAnsiConsole console, ConsistencyReport check)
    {
        console.WriteLine(Invariant(
            $"consistency: {check.Changes:N0} changes, {check.Acknowledged:N0} acknowledged, {check.FailedChanges:N0} failed; {check.Reads:N0} reads checked"));
        var table = NewTable("stale reads", "");
        foreach (var (cause, count) in check.Violations)
        {
            table.AddRow($"violation: {cause}", Count(count));
        }

        foreach (var within in check.Within)
        {
            table.AddRow(
                Invariant($"lack no change begun more than {within.Milliseconds:N0} ms before"),
                within.Nines is { } nines ? Invariant($"{within.Share:P4} ({nines:0.0} nines)") : "all");
        }

        console.Write(table);
    }

    private static Table Counts(string title, IReadOnlyDictionary<string, long> counts)
    {
        var table = NewTable(title, "requests");
        foreach (var (name, count) in counts)
        {
            table.AddRow(Markup.Escape(name), Count(count));
        }

        return table;
    }

    private static Table Targets(IReadOnlyList<TargetResult> targets)
    {
        var table = NewTable("target", "bar", "measured", "");
        foreach (var target in targets)
        {
            table.AddRow(target.Name, target.Target, Invariant($"{target.Measured:0.##}"), target.Verdict switch
            {
                Verdict.Met => "[green]met[/]",
                Verdict.NotMet => "[red]not met[/]",
                _ => "not measured",
            });
        }

        return table;
    }

    private static Table NewTable(string first, params string[] others)
    {
        var table = new Table().SimpleBorder().AddColumn(first);
        foreach (var column in others)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table;
    }

    private static string Count(long count) => Invariant($"{count:N0}");

    private static string Milliseconds(double value) => Invariant($"{value:0.00}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
