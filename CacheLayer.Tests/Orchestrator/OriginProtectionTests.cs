using System.Net;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Redis;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
public sealed class OriginProtectionTests : IAsyncLifetime
{
    private RedisReplicaSet _cache = null!;
    private OriginUnderTest _origin = null!;

    public async Task InitializeAsync()
    {
        _cache = await RedisReplicaSet.StartSingleAsync();
        _origin = await OriginUnderTest.StartAsync(_cache.ConnectionString, latencyMs: 500);
    }

    public async Task DisposeAsync()
    {
        await _origin.DisposeAsync();
        await _cache.DisposeAsync();
    }

    [Fact]
    public async Task Fetches_over_the_limit_are_refused_at_once()
    {
        await using var orchestrator = await StartAsync(
            "CacheLayer:Keyspaces:product:MaxConcurrentFetches=1",
            "CacheLayer:Keyspaces:product:MaxQueuedFetches=1",
            "CacheLayer:Keyspaces:product:MaxFetchWait=00:01:00",
            "Origin:TimeoutMs=60000");

        // What has run before is quick, and a fetch slow enough for all four to be there before it ends.
        (await orchestrator.Http.GetAsync($"/products/{AsinSequence.At(4)}")).EnsureSuccessStatusCode();
        await _origin.SetFaultsAsync(new { latency_ms = 2_000 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => orchestrator.Http.GetAsync($"/products/{AsinSequence.At(index)}")));
        Assert.Equal(2, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        foreach (var refused in answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK))
        {
            Assert.Equal("Too many fetches of 'product' are under way.", await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable));
            Assert.Equal("1", refused.Header("Retry-After"));
        }
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_given_up()
    {
        await using var orchestrator = await StartAsync("Origin:TimeoutMs=50");
        using var answer = await orchestrator.Http.GetAsync($"/products/{AsinSequence.At(10)}");
        Assert.Equal("The origin did not answer in time.", await answer.ProblemAsync(HttpStatusCode.GatewayTimeout));
    }

    [Fact]
    public async Task A_fetch_that_takes_longer_than_its_keyspace_allows_is_given_up()
    {
        await using var orchestrator = await StartAsync("CacheLayer:Keyspaces:product:FetchTimeout=00:00:00.1", "Origin:TimeoutMs=60000");
        await _origin.SetFaultsAsync(new { latency_ms = 10_000 });
        using var answer = await orchestrator.Http.GetAsync($"/products/{AsinSequence.At(11)}");
        Assert.Contains("did not answer a fetch of 'product'", await answer.ProblemAsync(HttpStatusCode.GatewayTimeout), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_is_not_there_is_a_bad_gateway()
    {
        await using var orchestrator = await OrchestratorFixture.StartOrchestratorAsync(_cache.ConnectionString, "http://127.0.0.1:1");
        using var answer = await orchestrator.Http.GetAsync($"/products/{AsinSequence.At(20)}");
        Assert.Equal("The origin could not be reached.", await answer.ProblemAsync(HttpStatusCode.BadGateway));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_origin_that_does_not_answer_is_seen_in_health_and_takes_no_instance_away(bool hangs)
    {
        await using var orchestrator = hangs
            ? await StartAsync("Origin:TimeoutMs=50")
            : await OrchestratorFixture.StartOrchestratorAsync(_cache.ConnectionString, "http://127.0.0.1:1");
        for (var i = 30; i < 33; i++)
        {
            using var answer = await orchestrator.Http.GetAsync($"/products/{AsinSequence.At(i)}");
            Assert.False(answer.IsSuccessStatusCode);
        }

        using var health = await orchestrator.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        var report = await health.Content.ReadAsStringAsync();
        Assert.Contains("\"degraded\"", report, StringComparison.Ordinal);
        Assert.Contains("The origin does not answer", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin:TimeoutMs=0", "Origin:TimeoutMs")]
    [InlineData("CacheLayer:Keyspaces:product:MaxConcurrentFetches=0", "MaxConcurrentFetches")]
    [InlineData("CacheLayer:Keyspaces:product:MaxQueuedFetches=-1", "MaxQueuedFetches")]
    public async Task Bad_settings_keep_the_service_from_starting(string setting, string named)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    private Task<RunningService> StartAsync(params string[] settings)
        => OrchestratorFixture.StartOrchestratorAsync(_cache.ConnectionString, _origin.Url, settings);
}
