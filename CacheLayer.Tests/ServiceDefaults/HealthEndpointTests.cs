using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class HealthEndpointTests
{
    [Fact]
    public async Task Health_lists_every_check()
    {
        await using var service = await ServiceUnderTest.StartAsync();
        Assert.Equal(
            """{"status":"healthy","checks":{"self":{"status":"healthy"},"cache":{"status":"healthy"}}}""",
            await service.Http.GetStringAsync("/health"));
    }

    [Fact]
    public async Task A_degraded_service_is_still_ready()
    {
        await using var service = await ServiceUnderTest.StartAsync(() => HealthCheckResult.Degraded("no primary"));
        using var answer = await service.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"status":"degraded","checks":{"self":{"status":"healthy"},"cache":{"status":"degraded","description":"no primary"}}}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unhealthy_service_is_not_ready_but_alive()
    {
        await using var service = await ServiceUnderTest.StartAsync(() => HealthCheckResult.Unhealthy());
        using var ready = await service.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"healthy","checks":{"self":{"status":"healthy"}}}""", await service.Http.GetStringAsync("/alive"));
    }

    [Fact]
    public async Task What_a_check_throws_stays_inside()
    {
        await using var service = await ServiceUnderTest.StartAsync(() => throw new InvalidOperationException("password=hunter2"));
        using var answer = await service.Http.GetAsync("/health");
        Assert.DoesNotContain("hunter2", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
