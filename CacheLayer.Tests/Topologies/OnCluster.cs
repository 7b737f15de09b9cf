using CacheLayer.Tests.Aside;
using CacheLayer.Tests.Batching;
using CacheLayer.Tests.Client;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Invalidations;
using CacheLayer.Tests.L1;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on a cluster, which they share.</summary>
public static class OnCluster
{
    private const string Name = "On Cluster";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisClusterFixture>;

    [Collection(Name)]
    public sealed class Client(RedisClusterFixture fixture) : CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaces(RedisClusterFixture fixture) : FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class Batches(RedisClusterFixture fixture) : BatchTests(fixture);

    [Collection(Name)]
    public sealed class Dependents(RedisClusterFixture fixture) : DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntries(RedisClusterFixture fixture) : NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class Compression(RedisClusterFixture fixture) : CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefresh(RedisClusterFixture fixture) : EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafe(RedisClusterFixture fixture) : FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class Switches(RedisClusterFixture fixture) : SwitchTests(fixture);

    [Collection(Name)]
    public sealed class Invalidator(RedisClusterFixture fixture) : CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodes(RedisClusterFixture fixture) : FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class FullNodesThatEvict(RedisClusterFixture fixture) : FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class Hybrid(RedisClusterFixture fixture) : HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1Reads(RedisClusterFixture fixture) : L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1Changes(RedisClusterFixture fixture) : L1ChangeTests(fixture);
}
