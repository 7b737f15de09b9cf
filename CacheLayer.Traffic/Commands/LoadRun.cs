using System.Globalization;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Measuring;
using CacheLayer.Traffic.Reporting;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Sending;
using Spectre.Console;

namespace CacheLayer.Traffic.Commands;

/// <summary>Sends a load and reports on it.</summary>
internal sealed class LoadRun(RunSettings settings, Load load, IAnsiConsole console, TimeProvider time)
{
    private readonly Measurements _measurements = new();
    private ConsistencyCheck? _check;
    private TimeSpan _sendingTook;

    /// <summary>Ends with the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var catalogue = settings.Catalogue is { } file ? CatalogueFile.Read(file) : [];
        var planner = new RequestPlanner(load.Keys, settings.Path, new ProductAsins(catalogue), settings.Customers, settings.Seed);
        var arrivals = load.NewArrivals(settings);
        using var target = new TargetConnection(settings.Targets, settings.Connections, settings.Timeout);
        await target.OpenAsync(stop);
        await using var reportFile = OpenReport();
        await using var nodes = settings.Check?.Cache is { } cache ? await CacheNodes.OpenAsync(cache, time) : null;
        _check = settings.Check is { } checks ? new(checks.OverdueAfter, nodes is null ? null : nodes.ExplainAsync) : null;
        var warmUp = await WarmUpAsync(planner, target, stop);
        var sender = new HttpSender(target, settings.MaxInFlight, settings.Timeout, _measurements, _check);

        var startedAt = time.GetUtcNow();
        var start = time.GetTimestamp();
        var run = SendAsync(new OpenLoop(arrivals, planner, sender, settings.Duration), sender, stop);
        await new RunProgress(console, _measurements, sender, time).ShowAsync(run);
        await run;

        var report = NewReport(startedAt, time.GetElapsedTime(start), stop.IsCancellationRequested) with { WarmUp = warmUp };
        ConsoleReport.Write(console, report);
        if (reportFile is not null)
        {
            await ReportJson.WriteAsync(reportFile, report);
        }

        return report.ExitCode;
    }

    private async Task<WarmUpReport?> WarmUpAsync(RequestPlanner planner, TargetConnection target, CancellationToken stop)
    {
        var requests = (int)Math.Min(settings.WarmUp.TotalSeconds * settings.Rate, int.MaxValue);
        if (requests is 0)
        {
            return null;
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filling the caches with what {requests:N0} requests ask for"));
        return await new WarmUp(planner, target, settings.Timeout).RunAsync(requests, stop);
    }

    private async Task SendAsync(OpenLoop loop, HttpSender sender, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        await WithChangesAsync(loop.RunAsync(stop));
        _sendingTook = time.GetElapsedTime(start);
        await sender.DrainAsync();
        await (_check?.CompleteAsync() ?? Task.CompletedTask);
    }

    /// <summary>Makes changes for as long as requests are started.</summary>
    private async Task WithChangesAsync(Task requests)
    {
        if (_check is null)
        {
            await requests;
            return;
        }

        using var changer = new PriceChanger(settings.Check!, _check, settings.Timeout, settings.Seed, time);
        using var end = new CancellationTokenSource();
        var changes = changer.RunAsync(end.Token);
        try
        {
            await requests;
        }
        finally
        {
            await end.CancelAsync();
            await changes;
        }
    }

    /// <summary>Before the load is sent, so that a run is not lost to a report that cannot be written.</summary>
    private FileStream? OpenReport()
    {
        try
        {
            return settings.Report is { } path ? File.Create(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The report cannot be written: {exception.Message}", exception);
        }
    }

    private RunReport NewReport(DateTimeOffset startedAt, TimeSpan took, bool interrupted)
    {
        var measured = _measurements.Take() with { Consistency = _check?.Take() };
        return new RunReport
        {
            StartedAt = startedAt,
            Seconds = took.TotalSeconds,
            Interrupted = interrupted,
            Settings = settings,
            WarmUp = null,
            Load = new LoadReport
            {
                Source = load.Source,
                Arrivals = load.DescribeArrivals(settings),
                Sent = measured.Sent,
                Answered = measured.Answered,
                Failed = measured.Failed,
                RateAchieved = measured.Sent / _sendingTook.TotalSeconds,
                TraceRounds = load.Trace is { } trace ? (measured.Sent + measured.NotSent) / (double)trace.Keys.Count : null,
                TraceWritesSkipped = load.Trace?.SkippedWrites,
            },
            Machine = MachineReport.Take(),
            LatencyMs = LatencyReport.Of(measured),
            HitRates = HitRateReport.Of(measured),
            Consistency = measured.Consistency,
            Errors = measured.Errors,
            Instances = measured.Instances,
            Targets = RunTargets.Judge(measured),
        };
    }
}
