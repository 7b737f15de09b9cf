using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on a cluster, which they share.</summary>
public static class OnCluster
{
    private const string Name = "On Cluster";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisClusterFixture>;

    [Collection(Name)]
    public sealed class CacheClientTests(RedisClusterFixture fixture) : Client.CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaceTests(RedisClusterFixture fixture) : Aside.FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class BatchTests(RedisClusterFixture fixture) : Batching.BatchTests(fixture);

    [Collection(Name)]
    public sealed class DependentTests(RedisClusterFixture fixture) : Aside.DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntryTests(RedisClusterFixture fixture) : Aside.NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class CompressionTests(RedisClusterFixture fixture) : Aside.CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefreshTests(RedisClusterFixture fixture) : Aside.EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafeTests(RedisClusterFixture fixture) : Aside.FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class SwitchTests(RedisClusterFixture fixture) : Aside.SwitchTests(fixture);

    [Collection(Name)]
    public sealed class CacheInvalidatorTests(RedisClusterFixture fixture) : Invalidations.CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodeTests(RedisClusterFixture fixture) : Invalidations.FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class EvictingFullNodeTests(RedisClusterFixture fixture) : Invalidations.FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class HybridCacheAdapterTests(RedisClusterFixture fixture) : Hybrid.HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1ReadTests(RedisClusterFixture fixture) : L1.L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1ChangeTests(RedisClusterFixture fixture) : L1.L1ChangeTests(fixture);
}
