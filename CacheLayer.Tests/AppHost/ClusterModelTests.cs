using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class ClusterModelTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder([]);

    [Fact]
    public void Connection_string_names_all_nodes_their_zones_and_that_it_is_a_cluster()
    {
        var cluster = _builder.AddRedisCluster("cache", RedisRuntime.Process).WithShards(3, replicas: 1).WithZones("b", "b", "b", "a", "a", "a");
        Assert.Equal(
            $"{string.Join(',', Enumerable.Range(1, 6).Select(i => $"{{cache-{i}.bindings.tcp.host}}:{{cache-{i}.bindings.tcp.port}}"))},password={{cache-password.value}},cluster=true,zones=b|b|b|a|a|a",
            cluster.Resource.ConnectionStringExpression.ValueExpression);
    }

    [Fact]
    public void Containers_announce_their_names()
    {
        var cluster = _builder.AddRedisCluster("cache", RedisRuntime.Container).WithShards(3, replicas: 0);
        Assert.EndsWith(",cluster=true,announced=cache-1:6379|cache-2:6379|cache-3:6379", cluster.Resource.ConnectionStringExpression.ValueExpression, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisRuntime.Process)]
    [InlineData(RedisRuntime.Container)]
    public void Nodes_are_resources_with_health_checks(RedisRuntime runtime)
    {
        _builder.AddRedisCluster("cache", runtime).WithShards(3, replicas: 1);
        var servers = _builder.Resources.Where(resource => resource is not ParameterResource).ToArray();
        Assert.Equal(["cache", .. Enumerable.Range(1, 6).Select(i => $"cache-{i}")], servers.Select(server => server.Name));
        Assert.All(servers, server => Assert.Single(server.Annotations.OfType<HealthCheckAnnotation>(), check => check.Key == $"{server.Name}_check"));
    }

    [Fact]
    public void Fewer_primaries_than_can_agree_are_refused()
        => Assert.Throws<ArgumentOutOfRangeException>("shards", () => _builder.AddRedisCluster("cache", RedisRuntime.Process).WithShards(2, replicas: 1));

    [Fact]
    public void The_state_of_a_cluster_is_read()
    {
        Assert.Equal(new ClusterState(true, 16384), ClusterState.Parse("cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384\r\n"));
        Assert.Equal(new ClusterState(false, 0), ClusterState.Parse(""));
    }
}
