namespace CacheLayer.Traffic.Reporting;

/// <summary>How a measured value must compare with its bar.</summary>
internal enum TargetRule
{
    Above,
    Below,
    Exactly,
}
