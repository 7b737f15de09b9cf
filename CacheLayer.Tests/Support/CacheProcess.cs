using CacheLayer.DependencyInjection;
using CacheLayer.Invalidations;
using CacheLayer.L1;
using CacheLayer.Redis.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheLayer.Tests.Support;

/// <summary>A host with one cache, as a process of an application would have it; several of them share a Redis.</summary>
internal sealed class CacheProcess : IAsyncDisposable
{
    /// <summary>Settings with which no answer of a slow machine counts as none.</summary>
    public static readonly (string Key, string Value)[] Patient =
    [
        ("CacheLayer:Connections:CommandTimeout", "00:00:20"), ("CacheLayer:Connections:ReadAttemptTimeout", "00:00:20"), ("CacheLayer:Connections:MaxReplicaStaleness", "00:01:00"),
    ];

    private readonly IHost _host;

    private CacheProcess(IHost host) => _host = host;

    public CacheClient Client => _host.Services.GetRequiredService<CacheClient>();

    public CacheAside Aside => _host.Services.GetRequiredService<CacheAside>();

    public IServiceProvider Services => _host.Services;

    public FakeLogCollector Logs => _host.Services.GetRequiredService<FakeLogCollector>();

    public KeyRouter Router => Cache.Router;

    public L1Cache L1 => Cache.L1;

    public LagWatch Lag => Cache.Lag;

    public static async Task<CacheProcess> StartAsync(string connectionString, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:cache", (string?)connectionString)]);
        builder.Logging.AddFakeLogging();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddCacheLayer("cache");
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public KeyspaceStatistics Statistics(Keyspace keyspace)
        => Services.GetRequiredService<CacheStatistics>().Snapshot().Single(s => s.Keyspace == keyspace.Name);

    public Task InvalidateAsync(Keyspace keyspace, string id, long version = 0)
        => Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(keyspace, id, version)]).AsTask();

    /// <summary>Changes settings while the process runs; null takes one away that may be left out.</summary>
    public void Change(params (string Key, string? Value)[] settings)
    {
        var configuration = (IConfigurationRoot)Services.GetRequiredService<IConfiguration>();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        configuration.Reload();
    }

    private CacheServices Cache => _host.Services.GetRequiredService<AddedCache>().Builder.CacheOf(_host.Services);

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
