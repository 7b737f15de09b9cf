using System.CommandLine;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Traces;
using Spectre.Console;

namespace CacheLayer.Traffic.Commands;

internal static class ReplayCommand
{
    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        var trace = new Option<string>("--trace")
        {
            Description = $"CSV file, gzip or not: {TraceLine.Header}",
            Required = true,
        };
        var timeScale = new Option<double?>("--time-scale")
        {
            Description = "Follow the trace's own clock, so many times as fast, instead of --rate.",
            CustomParser = result => Numbers.Parse(result, 0.001, 1_000_000),
        };
        var options = new RunOptions(defaultDuration: null, RequestPath.Products);
        var command = new Command("replay", "Sends the requests of a trace, once or for a duration.") { trace, timeScale };
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var settings = options.Read(parsed, options.ReadTargets(parsed), parsed.GetValue(timeScale));
            var load = Load.Of(TraceReader.Read(parsed.GetRequiredValue(trace)), repeat: settings.Duration is not null);
            return new LoadRun(settings, load, console, time).RunAsync(stop);
        });
        return command;
    }
}
