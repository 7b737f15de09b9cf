using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Traces;
using Spectre.Console;

namespace CacheLayer.Traffic.Commands;

/// <summary>Writes a generated load as a trace, and says what it is like.</summary>
internal static class GeneratedTrace
{
    public static void Write(string path, LoadModel model, RunSettings settings, IAnsiConsole console)
    {
        var load = Load.Of(model, settings.Seed);
        var arrivals = load.NewArrivals(settings);
        var end = settings.Duration?.TotalSeconds ?? double.PositiveInfinity;
        var keys = new List<int>();
        var times = new List<double>();
        while (arrivals.Next() is var at && at < end && load.Keys.TryNext(out var key))
        {
            keys.Add(key);
            times.Add(at);
        }

        TraceWriter.Write(path, keys, times);
        var facts = TraceFacts.Of(keys);
        console.WriteLine(load.Source);
        console.WriteLine(FormattableString.Invariant(
            $"{path}: {facts.Requests:N0} requests, {facts.Keys:N0} keys, {facts.KeysSeenOnce:P0} of them once; an LRU cache of 1 / 5 / 10 % of the keys hits {facts.Lru1Percent:P1} / {facts.Lru5Percent:P1} / {facts.Lru10Percent:P1}, an unlimited one {facts.Unlimited:P1}"));
    }
}
