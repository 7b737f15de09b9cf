namespace CacheLayer;

/// <summary>Which side of its target a metric should be on.</summary>
public enum SloBound
{
    /// <summary>Below the target is good.</summary>
    Below,

    /// <summary>Above the target is good.</summary>
    Above,
}
