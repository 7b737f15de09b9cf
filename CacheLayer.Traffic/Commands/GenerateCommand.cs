using System.CommandLine;
using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Requests;
using Spectre.Console;

namespace CacheLayer.Traffic.Commands;

internal static class GenerateCommand
{
    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        var defaults = new LoadModel();
        var keys = RunOptions.Bounded("--keys", "How many products there are.", defaults.Keys, 1, LoadModel.MaxKeys);
        var skew = RunOptions.Bounded("--skew", "The exponent of Zipf's law; 0: all products are as popular.", defaults.Skew, 0, 10);
        var locality = RunOptions.Bounded("--locality", "The share of requests that repeat a recent one.", defaults.Locality, 0, 1);
        var window = RunOptions.Bounded("--window", "How many requests back a repetition reaches.", defaults.Window, 1, 100_000_000);
        var warmUp = new Option<TimeSpan>("--warm-up")
        {
            Description = "How much of the load the caches are filled with before the judged part begins; 0: the run is judged from a cold start.",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(2),
            CustomParser = Durations.ParseOrZero,
        };
        var output = new Option<string?>("--out") { Description = "Write the load as a trace instead of sending it." };
        var options = new RunOptions(defaultDuration: TimeSpan.FromMinutes(1), RequestPath.Mixed);
        var command = new Command("generate", "Sends a made-up load with realistic popularity and locality in time.") { keys, skew, locality, window, warmUp, output };
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var model = new LoadModel
            {
                Keys = parsed.GetValue(keys),
                Skew = parsed.GetValue(skew),
                Locality = parsed.GetValue(locality),
                Window = parsed.GetValue(window),
            };
            if (parsed.GetValue(output) is { } file)
            {
                GeneratedTrace.Write(file, model, options.Read(parsed, targets: []), console);
                return Task.FromResult(ExitCodes.Met);
            }

            var settings = options.Read(parsed, options.ReadTargets(parsed)) with { WarmUp = parsed.GetValue(warmUp) };
            return new LoadRun(settings, Load.Of(model, settings.Seed), console, time).RunAsync(stop);
        });
        return command;
    }
}
