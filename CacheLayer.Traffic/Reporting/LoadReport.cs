namespace CacheLayer.Traffic.Reporting;

/// <summary>What was sent.</summary>
internal sealed record LoadReport
{
    /// <summary>Where the keys came from.</summary>
    public required string Source { get; init; }

    /// <summary>When the requests were meant to start.</summary>
    public required string Arrivals { get; init; }

    public required long Sent { get; init; }

    public required long Answered { get; init; }

    public required long Failed { get; init; }

    /// <summary>Requests started a second.</summary>
    public required double RateAchieved { get; init; }

    /// <summary>How many times the trace was gone through: above 1, it was repeated to fill the duration.</summary>
    public required double? TraceRounds { get; init; }

    /// <summary>Sets and deletes of the trace, which were left out.</summary>
    public required int? TraceWritesSkipped { get; init; }
}
