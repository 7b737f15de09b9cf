namespace CacheLayer.Traffic.Reporting;

/// <summary>What was asked for before the judged part of a run.</summary>
/// <param name="Requests">How many requests it stands for.</param>
/// <param name="Sent">How many were sent: repetitions were left out.</param>
/// <param name="Failed">How many of those failed.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record WarmUpReport(int Requests, int Sent, int Failed, double Seconds);
