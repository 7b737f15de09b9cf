namespace CacheLayer.Orchestrator;

/// <summary>Which of several orchestrators this is.</summary>
internal static class Instance
{
    public static string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";
}
