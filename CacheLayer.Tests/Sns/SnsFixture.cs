using CacheLayer.Invalidator.Sns;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.Sns;

/// <summary>An invalidator that is subscribed to a topic, and an SNS that the tests play.</summary>
public sealed class SnsFixture : IAsyncLifetime
{
    private readonly RedisSingleFixture _cache = new();
    private readonly EventNodeFixture _events = new();
    private readonly string _rootFile = Path.GetTempFileName();

    internal SnsSigner Signer { get; } = new();

    internal SnsWeb Web { get; } = new();

    internal RedisNode Cache => _cache.Redis.Nodes[0];

    internal RedisNode Events => _events.Node;

    internal InvalidatorUnderTest Invalidator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _cache.InitializeAsync();
        await _events.InitializeAsync();
        await File.WriteAllTextAsync(_rootFile, Signer.RootPem);
        Invalidator = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Invalidator.DisposeAsync();
        await _events.DisposeAsync();
        await _cache.DisposeAsync();
        Signer.Dispose();
        File.Delete(_rootFile);
    }

    /// <summary>Starts another invalidator.</summary>
    internal Task<InvalidatorUnderTest> StartAsync(params string[] settings) => StartOnAsync(_cache.Redis.ConnectionString, settings);

    /// <summary>Starts another invalidator, on a cache of its own.</summary>
    internal Task<InvalidatorUnderTest> StartOnAsync(string cacheConnectionString, params string[] settings) => InvalidatorUnderTest.StartAsync(
        cacheConnectionString,
        _events.ConnectionString,
        services => services.AddHttpClient(SnsCertificates.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Web),
        ["Invalidator:Source=Sns", $"Invalidator:Sns:TopicArns:0={SnsSigner.Topic}", $"Invalidator:Sns:TrustedRootsFile={_rootFile}", .. settings]);

    /// <summary>Starts one that has no SNS among its sources.</summary>
    internal Task<InvalidatorUnderTest> StartWithoutSnsAsync() => InvalidatorUnderTest.StartAsync(_cache.Redis.ConnectionString, _events.ConnectionString);
}
