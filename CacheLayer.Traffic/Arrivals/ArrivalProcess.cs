namespace CacheLayer.Traffic.Arrivals;

/// <summary>When requests arrive.</summary>
internal enum ArrivalProcess
{
    /// <summary>At random, as from many visitors who know nothing of each other.</summary>
    Poisson,

    /// <summary>At equal distances.</summary>
    Constant,

    /// <summary>By the trace's own clock.</summary>
    Trace,
}
