using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class ReplicaSetModelTests
{
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder([]);

    [Fact]
    public void Connection_string_names_nodes_sentinels_and_zones()
    {
        var set = _builder.AddRedisReplicaSet("cache", RedisRuntime.Process).WithReplicas(2).WithSentinels(3).WithZones("a", "a", "b");
        Assert.Equal(
            $"{Address("cache-1")},{Address("cache-2")},{Address("cache-3")},password={{cache-password.value}},serviceName=cache,"
            + $"sentinels={Address("cache-sentinel-1")}|{Address("cache-sentinel-2")}|{Address("cache-sentinel-3")},zones=a|a|b",
            set.Resource.ConnectionStringExpression.ValueExpression);
    }

    [Fact]
    public void Connection_string_of_one_node_names_no_sentinels()
    {
        var set = _builder.AddRedisReplicaSet("cache", RedisRuntime.Process);
        Assert.Equal($"{Address("cache-1")},password={{cache-password.value}}", set.Resource.ConnectionStringExpression.ValueExpression);
    }

    [Fact]
    public void Containers_announce_names_that_the_sentinels_know()
    {
        var set = _builder.AddRedisReplicaSet("cache", RedisRuntime.Container).WithReplicas(1).WithSentinels(1);
        Assert.EndsWith(",announced=cache-1:6379|cache-2:6379", set.Resource.ConnectionStringExpression.ValueExpression, StringComparison.Ordinal);
    }

    [Fact]
    public void No_shell_stands_between_a_container_and_the_signal_to_stop()
    {
        _builder.AddRedisReplicaSet("cache", RedisRuntime.Container).WithSentinels(1);
        _builder.AddEventNode("events", RedisRuntime.Container);

        var containers = _builder.Resources.OfType<ContainerResource>().ToArray();
        Assert.Equal(["cache-1", "cache-sentinel-1", "events"], containers.Select(container => container.Name).Order(StringComparer.Ordinal));
#pragma warning disable ASPIRECONTAINERSHELLEXECUTION001 // What it does is tested, whatever becomes of its name.
        Assert.All(containers, container => Assert.NotEqual(true, container.ShellExecution));
#pragma warning restore ASPIRECONTAINERSHELLEXECUTION001
    }

    [Fact]
    public void A_password_can_be_given()
    {
        var set = _builder.AddRedisReplicaSet("cache", RedisRuntime.Process).WithPassword(_builder.AddParameter("secret", "pass", secret: true));
        Assert.Equal($"{Address("cache-1")},password={{secret.value}}", set.Resource.ConnectionStringExpression.ValueExpression);
    }

    [Theory]
    [InlineData(RedisRuntime.Process)]
    [InlineData(RedisRuntime.Container)]
    public void Nodes_and_sentinels_are_resources_with_health_checks(RedisRuntime runtime)
    {
        _builder.AddRedisReplicaSet("cache", runtime).WithReplicas(1).WithSentinels(1);
        var servers = _builder.Resources.Where(resource => resource is not ParameterResource).ToArray();
        Assert.Equal(["cache", "cache-1", "cache-2", "cache-sentinel-1"], servers.Select(server => server.Name));
        Assert.All(servers, server => Assert.Single(server.Annotations.OfType<HealthCheckAnnotation>(), check => check.Key == $"{server.Name}_check"));
    }

    [Fact]
    public void Event_node_has_a_password()
    {
        var events = _builder.AddEventNode("events", RedisRuntime.Process);
        Assert.Equal($"{Address("events")},password={{events-password.value}}", events.Resource.ConnectionStringExpression.ValueExpression);
    }

    private static string Address(string resource) => $"{{{resource}.bindings.tcp.host}}:{{{resource}.bindings.tcp.port}}";
}
