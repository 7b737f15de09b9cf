using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Commands;

/// <summary>How a load is sent, whichever it is.</summary>
internal sealed record RunSettings
{
    /// <summary>The orchestrators, asked in turn.</summary>
    public required IReadOnlyList<Uri> Targets { get; init; }

    public required RequestPath Path { get; init; }

    public required ArrivalProcess Arrivals { get; init; }

    /// <summary>Requests a second; without meaning when the trace's clock is followed.</summary>
    public required double Rate { get; init; }

    /// <summary>How much faster than the trace's clock; without meaning for other arrivals.</summary>
    public required double TimeScale { get; init; }

    /// <summary>How long requests are started; null until the trace ends.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>How much of the load is in the caches before the judged part begins.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>The most connections to each target.</summary>
    public required int Connections { get; init; }

    /// <summary>The most requests under way; what would exceed it is not sent, and an error.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>How long an answer may take from when its request was started.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How many customers are signed in; 0: all visitors are anonymous.</summary>
    public required int Customers { get; init; }

    public required int Seed { get; init; }

    /// <summary>The file that names the products; null: all are of the ASIN sequence.</summary>
    public required string? Catalogue { get; init; }

    /// <summary>How consistency is checked; null when it is not.</summary>
    public required CheckSettings? Check { get; init; }

    /// <summary>Where the JSON report goes.</summary>
    public required string? Report { get; init; }
}
