using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Topology;

/// <summary>Sentinels that do not say who is primary are a state of health, with the reason and without a line for every time that they are asked.</summary>
[Trait("Tier", "redis")]
public sealed class SentinelReasonTests(RedisReplicaSetFixture fixture) : IClassFixture<RedisReplicaSetFixture>
{
    private RedisReplicaSet Redis => fixture.Redis;

    [Theory]
    [InlineData("serviceName=cache", "serviceName=other", "knows no service 'other'", 3)]
    [InlineData("serviceName=cache", "serviceName=cache,sentinelPassword=wrong-s3cret", "refuses the user or the password (WRONGPASS)", 3)]
    [InlineData("serviceName=cache", "serviceName=cache,announced=a:1|b:2|c:3", "which is not a node of the connection string", 1)]
    public async Task The_reason_is_in_health_and_log(string part, string changed, string reason, int lines)
    {
        await using var cache = await CacheProcess.StartAsync(Redis.ConnectionString.Replace(part, changed, StringComparison.Ordinal));

        await Eventually.AsyncThat("health has the reason", async () =>
            (await HealthAsync(cache)) is { Status: HealthStatus.Degraded, Description: { } text } && text.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", (await HealthAsync(cache)).Description, StringComparison.Ordinal);

        // The sentinels are asked as often as the nodes are probed, with five commands.
        var (before, asked) = (await Redis.CallsAsync("info"), 1);
        await Eventually.AsyncThat("the nodes were probed", async () => await Redis.CallsAsync("info") - (++asked * Redis.Nodes.Count) >= before + (5 * 5 * Redis.Nodes.Count));
        var logged = cache.Logs.GetSnapshot().Where(line => line.Level >= LogLevel.Warning && line.Category!.StartsWith("CacheLayer", StringComparison.Ordinal) && line.Message.Contains(reason, StringComparison.Ordinal)).ToArray();
        Assert.InRange(logged.Length, 1, lines);
    }

    private static async Task<HealthReportEntry> HealthAsync(CacheProcess cache)
        => (await cache.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["CacheLayer"];
}
