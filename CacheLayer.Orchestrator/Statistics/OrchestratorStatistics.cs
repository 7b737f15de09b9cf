namespace CacheLayer.Orchestrator.Statistics;

/// <summary>What this process has counted since it started.</summary>
internal sealed record OrchestratorStatistics(string Instance, IReadOnlyList<KeyspaceStatistics> Keyspaces);
