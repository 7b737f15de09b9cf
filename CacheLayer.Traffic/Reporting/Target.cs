using System.Globalization;
using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Reporting;

/// <summary>A target of a run, and how it is measured.</summary>
/// <param name="Name">What is measured, with its unit.</param>
/// <param name="Rule">How the measured value must compare with the bar.</param>
/// <param name="Bar">The bar.</param>
/// <param name="Measure">The measured value, null when the run did not measure it.</param>
internal sealed record Target(string Name, TargetRule Rule, double Bar, Func<Snapshot, double?> Measure)
{
    public static Target Of(Slo slo, string name, Func<Snapshot, double?> measure)
        => new(name, slo.Bound is SloBound.Above ? TargetRule.Above : TargetRule.Below, slo.Target, measure);

    public TargetResult Judge(Snapshot snapshot)
    {
        var (sign, isMet) = Rule switch
        {
            TargetRule.Above => ('>', (Func<double, bool>)(value => value > Bar)),
            TargetRule.Below => ('<', value => value < Bar),
            _ => ('=', value => value == Bar),
        };
        var measured = Measure(snapshot);
        return new TargetResult(
            Name,
            string.Create(CultureInfo.InvariantCulture, $"{sign} {Bar}"),
            measured,
            measured is not { } value ? Verdict.NotMeasured : isMet(value) ? Verdict.Met : Verdict.NotMet);
    }
}
