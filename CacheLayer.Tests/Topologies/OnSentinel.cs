using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on a primary with replicas and sentinels, which they share.</summary>
public static class OnSentinel
{
    private const string Name = "On Sentinel";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisReplicaSetFixture>;

    [Collection(Name)]
    public sealed class CacheClientTests(RedisReplicaSetFixture fixture) : Client.CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaceTests(RedisReplicaSetFixture fixture) : Aside.FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class BatchTests(RedisReplicaSetFixture fixture) : Batching.BatchTests(fixture);

    [Collection(Name)]
    public sealed class DependentTests(RedisReplicaSetFixture fixture) : Aside.DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntryTests(RedisReplicaSetFixture fixture) : Aside.NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class CompressionTests(RedisReplicaSetFixture fixture) : Aside.CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefreshTests(RedisReplicaSetFixture fixture) : Aside.EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafeTests(RedisReplicaSetFixture fixture) : Aside.FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class SwitchTests(RedisReplicaSetFixture fixture) : Aside.SwitchTests(fixture);

    [Collection(Name)]
    public sealed class CacheInvalidatorTests(RedisReplicaSetFixture fixture) : Invalidations.CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodeTests(RedisReplicaSetFixture fixture) : Invalidations.FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class EvictingFullNodeTests(RedisReplicaSetFixture fixture) : Invalidations.FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class HybridCacheAdapterTests(RedisReplicaSetFixture fixture) : Hybrid.HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1ReadTests(RedisReplicaSetFixture fixture) : L1.L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1ChangeTests(RedisReplicaSetFixture fixture) : L1.L1ChangeTests(fixture);
}
