namespace CacheLayer;

/// <summary>What of a metric is compared with its target.</summary>
public enum SloStatistic
{
    /// <summary>A gauge's value.</summary>
    Value,

    /// <summary>The 95th percentile of a histogram.</summary>
    P95,
}
