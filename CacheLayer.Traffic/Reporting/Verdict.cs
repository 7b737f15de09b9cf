namespace CacheLayer.Traffic.Reporting;

internal enum Verdict
{
    NotMeasured,
    Met,
    NotMet,
}
