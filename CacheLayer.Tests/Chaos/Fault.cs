namespace CacheLayer.Tests.Chaos;

/// <summary>What is killed with SIGKILL, and started again.</summary>
internal enum Fault
{
    Worker,
    Primary,
    EventNode,
}
