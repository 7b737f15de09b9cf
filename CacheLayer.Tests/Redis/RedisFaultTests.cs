namespace CacheLayer.Tests.Redis;

/// <summary>The collection of tests that break Redis: one at a time, so that each has the machine to itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RedisFaultTests
{
    public const string Name = "Redis faults";
}
