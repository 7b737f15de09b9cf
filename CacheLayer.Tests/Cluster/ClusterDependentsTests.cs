using CacheLayer.Scripts;
using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Cluster;

/// <summary>The shard that knows what depends on a product fails over, and has lost it.</summary>
[Trait("Tier", "faults")]
public sealed class ClusterDependentsTests : IAsyncLifetime
{
    private readonly Keyspace<string> _products = Keyspace.Create<string>("product", "t");
    private readonly Keyspace<string> _recos = Keyspace.Create<string>("reco", "t");
    private readonly string[] _ids = ClusterKeys.OnEachShard("t");
    private readonly Origin _origin = new();
    private RedisCluster _redis = null!;
    private CacheProcess _cache = null!;

    private string Product => _ids[0];

    public async Task InitializeAsync()
    {
        _redis = await RedisCluster.StartAsync();
        _cache = await CacheProcess.StartAsync(_redis.ConnectionString, null, CacheProcess.Patient);
    }

    public async Task DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task What_another_shard_may_have_lost_the_registration_of_is_removed_and_nothing_else()
    {
        _origin.Answer = _ => new("made of the product", DependsOn: [new(_products, Product)]);
        var beside = ClusterKeys.Neighbour($"t:{Product}")[2..];
        foreach (var reco in (string[])[_ids[1], _ids[2], beside])
        {
            await _cache.Aside.GetOrFetchAsync(_recos, reco, _origin);
            await Eventually.AsyncThat("it is stored", () => _redis.ExistsAsync($"t:{reco}"));
        }

        // As if the replica that is promoted had never heard of them.
        await _redis.ExecuteAsync("DEL", (string)KeyLayout.Entry(_products, Product).Dependents!);
        await _redis.ReplicatedAsync();
        await (await _redis.NodesOfAsync($"t:{Product}"))[1].ClusterAsync("FAILOVER");

        await Eventually.AsyncThat("those of other shards are gone", async () => !await _redis.ExistsAsync($"t:{_ids[1]}") && !await _redis.ExistsAsync($"t:{_ids[2]}"));
        Assert.True(await _redis.ExistsAsync($"t:{beside}"));
    }

    [Fact]
    public async Task So_is_what_was_set_with_a_tag()
    {
        await using var process = await HybridProcess.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(CacheProcess.Patient.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)_redis.ConnectionString)]);
            builder.AddCacheLayer("cache").AddHybridCache();
        });
        var (tag, key) = (ClusterKeys.OnEachShard("hc.t")[0], ClusterKeys.OnEachShard("hc")[1]);
        await process.Cache.SetAsync(key, "pushed", tags: [tag]);

        await _redis.ExecuteAsync("DEL", (string)KeyLayout.Entry($"hc.t:{tag}").Dependents!);
        await _redis.ReplicatedAsync();
        await (await _redis.NodesOfAsync($"hc.t:{tag}"))[1].ClusterAsync("FAILOVER");

        await Eventually.AsyncThat("it is gone", async () => !await _redis.ExistsAsync($"hc:{key}"));
    }
}
