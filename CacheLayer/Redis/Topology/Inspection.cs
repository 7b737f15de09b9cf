namespace CacheLayer.Redis.Topology;

/// <summary>What was found out about a node over a new connection.</summary>
/// <param name="RunId">The server that its address leads to now; null when that is not known.</param>
/// <param name="Fault">Why it cannot be used as it should, to be read behind its address; null when it can.</param>
/// <param name="Kind">What kind of fault that is.</param>
internal sealed record Inspection(string? RunId, string? Fault, FaultKind Kind);
