using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.Topologies;

/// <summary>The behaviour suites on one Redis node, which they share.</summary>
public static class OnSingle
{
    private const string Name = "On Single";

    [CollectionDefinition(Name)]
    public sealed class Servers : ICollectionFixture<RedisSingleFixture>;

    [Collection(Name)]
    public sealed class CacheClientTests(RedisSingleFixture fixture) : Client.CacheClientTests(fixture);

    [Collection(Name)]
    public sealed class FillRaceTests(RedisSingleFixture fixture) : Aside.FillRaceTests(fixture);

    [Collection(Name)]
    public sealed class BatchTests(RedisSingleFixture fixture) : Batching.BatchTests(fixture);

    [Collection(Name)]
    public sealed class DependentTests(RedisSingleFixture fixture) : Aside.DependentTests(fixture);

    [Collection(Name)]
    public sealed class NegativeEntryTests(RedisSingleFixture fixture) : Aside.NegativeEntryTests(fixture);

    [Collection(Name)]
    public sealed class CompressionTests(RedisSingleFixture fixture) : Aside.CompressionTests(fixture);

    [Collection(Name)]
    public sealed class EagerRefreshTests(RedisSingleFixture fixture) : Aside.EagerRefreshTests(fixture);

    [Collection(Name)]
    public sealed class FailSafeTests(RedisSingleFixture fixture) : Aside.FailSafeTests(fixture);

    [Collection(Name)]
    public sealed class SwitchTests(RedisSingleFixture fixture) : Aside.SwitchTests(fixture);

    [Collection(Name)]
    public sealed class CacheInvalidatorTests(RedisSingleFixture fixture) : Invalidations.CacheInvalidatorTests(fixture);

    [Collection(Name)]
    public sealed class FullNodeTests(RedisSingleFixture fixture) : Invalidations.FullNodeTests(fixture);

    [Collection(Name)]
    public sealed class EvictingFullNodeTests(RedisSingleFixture fixture) : Invalidations.FullNodeTests(fixture, EvictsWhatExpires);

    [Collection(Name)]
    public sealed class HybridCacheAdapterTests(RedisSingleFixture fixture) : Hybrid.HybridCacheAdapterTests(fixture);

    [Collection(Name)]
    public sealed class L1ReadTests(RedisSingleFixture fixture) : L1.L1ReadTests(fixture);

    [Collection(Name)]
    public sealed class L1ChangeTests(RedisSingleFixture fixture) : L1.L1ChangeTests(fixture);
}
