using Aspire.Hosting;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class RedisRuntimeChoiceTests
{
    private const string Image = "redis:8.6";

    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData(RedisRuntime.Container, false)]
    public void Containers_run_where_an_engine_has_the_image(RedisRuntime? wanted, bool hasRedisServer)
        => Assert.Equal(new(RedisRuntime.Container), RedisRuntimeChoice.Make(wanted, "podman", Image, () => null, hasRedisServer));

    [Theory]
    [InlineData(null, "Redis runs as processes: no container engine answers.")]
    [InlineData("docker", "Redis runs as processes: docker has no image redis:8.6 and cannot pull it (no such host).")]
    public void Processes_run_where_containers_cannot_and_the_reason_is_said(string? engine, string reason)
        => Assert.Equal(new(RedisRuntime.Process, reason), RedisRuntimeChoice.Make(null, engine, Image, () => "no such host", hasRedisServer: true));

    [Fact]
    public void Processes_that_were_asked_for_run_without_a_word()
        => Assert.Equal(new(RedisRuntime.Process), RedisRuntimeChoice.Make(RedisRuntime.Process, "podman", Image, () => null, hasRedisServer: true));

    [Theory]
    [InlineData(null, "podman", false, true, "Redis cannot run, as podman has no image redis:8.6 and cannot pull it (no such host) and redis-server is not installed: install ")]
    [InlineData(RedisRuntime.Container, "podman", true, false, "Cache:Runtime is Container, but podman has no image redis:8.6 and cannot pull it (no such host): make the image")]
    [InlineData(RedisRuntime.Process, "podman", false, true, "Cache:Runtime is Process, but redis-server is not installed: install ")]
    public void What_cannot_run_is_refused_with_what_to_do(RedisRuntime? wanted, string engine, bool hasRedisServer, bool needsRedisServer, string reason)
    {
        var choice = RedisRuntimeChoice.Make(wanted, engine, Image, () => "no such host", hasRedisServer);
        Assert.Null(choice.Runtime);
        Assert.Equal(needsRedisServer, choice.NeedsRedisServer);
        Assert.StartsWith(reason, choice.Reason, StringComparison.Ordinal);
    }
}
