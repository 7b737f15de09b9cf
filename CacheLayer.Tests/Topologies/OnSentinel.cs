using CacheLayer.Tests.Aside;
using CacheLayer.Tests.Batching;
using CacheLayer.Tests.Client;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Invalidations;
using CacheLayer.Tests.L1;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on a primary with replicas and sentinels, which they share.</summary>
public static class OnSentinel
{
    private const string Name = "On Sentinel";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisReplicaSetFixture>;

    [Collection(Name)]
    public sealed class Client(RedisReplicaSetFixture fixture) : CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaces(RedisReplicaSetFixture fixture) : FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class Batches(RedisReplicaSetFixture fixture) : BatchTests(fixture);

    [Collection(Name)]
    public sealed class Dependents(RedisReplicaSetFixture fixture) : DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntries(RedisReplicaSetFixture fixture) : NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class Compression(RedisReplicaSetFixture fixture) : CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefresh(RedisReplicaSetFixture fixture) : EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafe(RedisReplicaSetFixture fixture) : FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class Switches(RedisReplicaSetFixture fixture) : SwitchTests(fixture);

    [Collection(Name)]
    public sealed class Invalidator(RedisReplicaSetFixture fixture) : CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodes(RedisReplicaSetFixture fixture) : FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class FullNodesThatEvict(RedisReplicaSetFixture fixture) : FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class Hybrid(RedisReplicaSetFixture fixture) : HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1Reads(RedisReplicaSetFixture fixture) : L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1Changes(RedisReplicaSetFixture fixture) : L1ChangeTests(fixture);
}
