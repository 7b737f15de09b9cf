namespace CacheLayer.Traffic.Reporting;

internal sealed record TargetResult(string Name, string Target, double? Measured, Verdict Verdict);
