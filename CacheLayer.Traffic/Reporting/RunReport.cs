using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Commands;

namespace CacheLayer.Traffic.Reporting;

/// <summary>A run, as written to the JSON file. Latencies are in milliseconds, rates from 0 to 1.</summary>
internal sealed record RunReport
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the first intended start to the last answer.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether it was stopped before its end; the figures are of what ran.</summary>
    public required bool Interrupted { get; init; }

    public required RunSettings Settings { get; init; }

    /// <summary>What was asked for before, and not judged; null when nothing was.</summary>
    public required WarmUpReport? WarmUp { get; init; }

    public required LoadReport Load { get; init; }

    public required MachineReport Machine { get; init; }

    public required LatencyReport LatencyMs { get; init; }

    public required IReadOnlyList<HitRateReport> HitRates { get; init; }

    /// <summary>What the check of consistency found; null when there was none.</summary>
    public required ConsistencyReport? Consistency { get; init; }

    /// <summary>Failed requests by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Answers by the process that gave them.</summary>
    public required IReadOnlyDictionary<string, long> Instances { get; init; }

    public required IReadOnlyList<TargetResult> Targets { get; init; }

    /// <summary>Whether all targets that were measured are met.</summary>
    public bool TargetsMet => Targets.All(target => target.Verdict is not Verdict.NotMet);

    public int ExitCode => Interrupted ? ExitCodes.Interrupted : TargetsMet ? ExitCodes.Met : ExitCodes.NotMet;
}
