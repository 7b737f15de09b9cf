namespace CacheLayer.Traffic.Measuring;

internal enum CacheStatusOutcome
{
    Hit,
    Miss,
    Bypass,
}
