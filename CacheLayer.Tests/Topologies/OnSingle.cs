using CacheLayer.Tests.Aside;
using CacheLayer.Tests.Batching;
using CacheLayer.Tests.Client;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Invalidations;
using CacheLayer.Tests.L1;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on one Redis node, which they share.</summary>
public static class OnSingle
{
    private const string Name = "On Single";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisSingleFixture>;

    [Collection(Name)]
    public sealed class Client(RedisSingleFixture fixture) : CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaces(RedisSingleFixture fixture) : FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class Batches(RedisSingleFixture fixture) : BatchTests(fixture);

    [Collection(Name)]
    public sealed class Dependents(RedisSingleFixture fixture) : DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntries(RedisSingleFixture fixture) : NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class Compression(RedisSingleFixture fixture) : CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefresh(RedisSingleFixture fixture) : EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafe(RedisSingleFixture fixture) : FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class Switches(RedisSingleFixture fixture) : SwitchTests(fixture);

    [Collection(Name)]
    public sealed class Invalidator(RedisSingleFixture fixture) : CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodes(RedisSingleFixture fixture) : FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class FullNodesThatEvict(RedisSingleFixture fixture) : FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class Hybrid(RedisSingleFixture fixture) : HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1Reads(RedisSingleFixture fixture) : L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1Changes(RedisSingleFixture fixture) : L1ChangeTests(fixture);
}
