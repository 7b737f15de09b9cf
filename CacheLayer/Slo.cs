namespace CacheLayer;

/// <summary>One metric with what is promised of it: the row that instrument, alarm, board and documentation are made from.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Unit">Its unit, as UCUM writes it.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Statistic">What of it is compared: a percentile of a histogram, or a gauge's value.</param>
/// <param name="Bound">Which side of the target is good.</param>
/// <param name="Target">What is promised.</param>
/// <param name="Alarm">What is alarming, on the other side.</param>
/// <param name="AlarmAfter">How long it must be so without a break.</param>
/// <param name="Keyspace">The keyspace that it is about, or null when it is about the whole cache.</param>
public sealed record Slo(
    string Name,
    string Unit,
    string Description,
    SloStatistic Statistic,
    SloBound Bound,
    double Target,
    double Alarm,
    TimeSpan AlarmAfter = default,
    string? Keyspace = null);
