using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>This library: one host per process of readers, and one for the writer.</summary>
internal sealed class CacheLayerUnderTest : ICacheUnderTest
{
    private const int InvalidationAttempts = 10;

    private readonly Keyspace<long> _keyspace = Keyspace.Create<long>("race", $"r{Guid.NewGuid():N}");
    private readonly IHost[] _hosts;
    private readonly CacheAside[] _readers;
    private readonly CacheInvalidator _writer;
    private readonly CacheLayerOptions _options;

    private CacheLayerUnderTest(IHost[] hosts, CacheLayerOptions options)
    {
        _hosts = hosts;
        _readers = [.. hosts[..^1].Select(host => host.Services.GetRequiredService<CacheAside>())];
        _writer = hosts[^1].Services.GetRequiredService<CacheInvalidator>();
        _options = options;
    }

    public string Name => "CacheLayer";

    public bool MayWait(int reader, int other)
        => _options.FillWaitFactor > 0 || (reader != other && reader % _options.Processes == other % _options.Processes);

    public static async Task<CacheLayerUnderTest> StartAsync(string connectionString, CacheLayerOptions options)
    {
        var hosts = new IHost[options.Processes + 1];
        for (var i = 0; i < hosts.Length; i++)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Configuration.AddInMemoryCollection([
                KeyValuePair.Create("ConnectionStrings:cache", (string?)connectionString),
                KeyValuePair.Create("CacheLayer:Keyspaces:race:Ttl", (string?)"01:00:00"),
                KeyValuePair.Create("CacheLayer:Keyspaces:race:LeaseTtl", (string?)"00:05:00"),
                KeyValuePair.Create("CacheLayer:Keyspaces:race:MaxConcurrentFetches", (string?)"10000"),
                KeyValuePair.Create("CacheLayer:Keyspaces:race:OriginLatency", (string?)options.OriginLatency.ToString()),
                KeyValuePair.Create("CacheLayer:Keyspaces:race:FillWaitFactor", (string?)options.FillWaitFactor.ToString()),

                // What ends a wait is an event, also where many histories share a slow machine.
                KeyValuePair.Create("CacheLayer:Connections:CommandTimeout", (string?)"00:00:20"),
                KeyValuePair.Create("CacheLayer:Connections:ReadAttemptTimeout", (string?)"00:00:20")]);
            builder.AddCacheLayer("cache");
            hosts[i] = builder.Build();
            await hosts[i].StartAsync();
        }

        return new(hosts, options);
    }

    public async ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch)
        => (await _readers[reader % _readers.Length].GetOrFetchAsync(_keyspace, id, new Origin(fetch, _options.Versions))).Value;

    public async Task InvalidateAsync(string id, long version)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _writer.InvalidateAsync([new(_keyspace, id, _options.Versions ? version : 0)]);
                return;
            }
            catch (CacheUnavailableException) when (attempt < InvalidationAttempts)
            {
                // Not acknowledged: right after a failover a replica may be late. Its users call again, as the worker does.
            }
        }
    }

    public RedisKey[] Keys(string id)
    {
        var value = $"{_keyspace.Prefix}:{id}";
        return [value, $"{{{value}}}f", $"{{{value}}}w"];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private sealed class Origin(Func<Task<long>> fetch, bool versions) : Fetcher<long>
    {
        public override async ValueTask<Fetched<long>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            var version = await fetch();
            return new(version, versions ? version : 0);
        }
    }
}
