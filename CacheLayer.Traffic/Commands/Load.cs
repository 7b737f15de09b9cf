using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Traces;
using static System.FormattableString;

namespace CacheLayer.Traffic.Commands;

/// <summary>Where the keys of a run come from: a trace or a model.</summary>
internal sealed record Load(string Source, IKeySource Keys, Trace? Trace)
{
    public static Load Of(Trace trace, bool repeat)
        => new(Invariant($"trace {trace.Name}, {trace.Keys.Count:N0} reads"), new TraceKeys(trace, repeat), trace);

    public static Load Of(LoadModel model, int seed) => new(
        Invariant($"generated: {model.Keys:N0} keys, skew {model.Skew}, locality {model.Locality} within {model.Window:N0} requests"),
        new GeneratedKeys(model, seed),
        null);

    public IArrivals NewArrivals(RunSettings settings) => settings.Arrivals switch
    {
        ArrivalProcess.Trace when Trace?.Times is { } times => new TraceClock(times, settings.TimeScale),
        ArrivalProcess.Trace => throw new BadInputException("--time-scale needs a trace with a clock (time_s); this one has none: give --rate."),
        ArrivalProcess.Constant => new ConstantArrivals(settings.Rate),
        _ => new PoissonArrivals(settings.Rate, settings.Seed),
    };

    public string DescribeArrivals(RunSettings settings) => settings.Arrivals switch
    {
        ArrivalProcess.Trace => Invariant($"the trace's own clock, {settings.TimeScale} times as fast"),
        ArrivalProcess.Constant => Invariant($"constant arrivals, {settings.Rate:N0}/s"),
        _ => Invariant($"Poisson arrivals, {settings.Rate:N0}/s"),
    };
}
