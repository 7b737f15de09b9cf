using CacheLayer.Catalogue;
using CacheLayer.Orchestrator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Orchestrator;

/// <summary>An orchestrator with a real cache node and a real origin. Each test takes products of its own, so none sees another's entries.</summary>
public sealed class OrchestratorFixture : IAsyncLifetime
{
    private RedisReplicaSet _cache = null!;
    private RunningService _orchestrator = null!;
    private long _nextProduct;

    internal OriginUnderTest Origin { get; private set; } = null!;

    internal HttpClient Http => _orchestrator.Http;

    internal RedisNode Node => _cache.Nodes[0];

    public async Task InitializeAsync()
    {
        _cache = await RedisReplicaSet.StartSingleAsync();
        Origin = await OriginUnderTest.StartAsync(_cache.ConnectionString);
        _orchestrator = await StartOrchestratorAsync(_cache.ConnectionString, Origin.Url);
    }

    public async Task DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        await Origin.DisposeAsync();
        await _cache.DisposeAsync();
    }

    /// <summary>A product that the origin has and that no test has asked for.</summary>
    internal string NewProduct() => AsinSequence.At(Interlocked.Increment(ref _nextProduct)).Value;

    /// <summary>Asks until the cache answers every part: fills happen in the background.</summary>
    internal Task WarmAsync(string path) => Eventually.AsyncThat($"{path} is cached", async () =>
    {
        using var answer = await Http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return !answer.CacheStatus().Contains("fwd=", StringComparison.Ordinal);
    });

    /// <summary>Puts the origin out of order until the answer is disposed.</summary>
    internal async Task<IAsyncDisposable> OutageAsync()
    {
        await Origin.SetFaultsAsync(new { outage = true });
        return new OutageEnd(Origin);
    }

    internal static Task<RunningService> StartOrchestratorAsync(string cache, string origin, params IEnumerable<string> settings)
        => RunningService.StartAsync(OrchestratorApp.Build, [$"ConnectionStrings:cache={cache}", $"services:origin:http:0={origin}", .. settings]);

    private sealed class OutageEnd(OriginUnderTest origin) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(origin.SetFaultsAsync(new { outage = false }));
    }
}
