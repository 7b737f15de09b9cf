using System.Globalization;
using CacheLayer.Traffic.Measuring;
using CacheLayer.Traffic.Sending;
using Spectre.Console;

namespace CacheLayer.Traffic.Reporting;

/// <summary>Shows a run while it goes on: in place on a terminal, else as a line now and then.</summary>
internal sealed class RunProgress(IAnsiConsole console, Measurements measurements, HttpSender sender, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _lastSent;
    private TimeSpan _lastAt;

    /// <summary>Ends when the run does.</summary>
    public async Task ShowAsync(Task run)
    {
        if (console.Profile.Out.IsTerminal)
        {
            await console.Live(Text.Empty).StartAsync(live => RepeatAsync(run, TimeSpan.FromSeconds(1), line => live.UpdateTarget(new Text(line))));
        }
        else
        {
            await RepeatAsync(run, TimeSpan.FromSeconds(5), console.WriteLine);
        }
    }

    private async Task RepeatAsync(Task run, TimeSpan period, Action<string> show)
    {
        while (await Task.WhenAny(run, Task.Delay(period, time)) != run)
        {
            show(Line());
        }
    }

    private string Line()
    {
        var now = measurements.Take();
        var at = time.GetElapsedTime(_start);
        var rate = (now.Sent - _lastSent) / (at - _lastAt).TotalSeconds;
        (_lastSent, _lastAt) = (now.Sent, at);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at:hh\\:mm\\:ss} sent {now.Sent:N0} ({rate:N0}/s), under way {sender.UnderWay:N0}, p95 {now.Client?.P95 ?? 0:0.00} ms, errors {now.Failed:N0}, hit rate {now.AllReads.HitRate ?? 0:P1}");
    }
}
