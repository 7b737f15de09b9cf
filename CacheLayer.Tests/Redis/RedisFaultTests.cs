namespace CacheLayer.Tests.Redis;

/// <summary>The collection of tests that load the machine: one at a time, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RedisFaultTests
{
    public const string Name = "Redis faults";
}
