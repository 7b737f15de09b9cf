using System.CommandLine;
using CacheLayer.Tests.Redis;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Redis;

/// <summary>The Redis that a benchmark runs on: the one that was named, or a node of its own, on a free port, that ends with it.</summary>
internal sealed class BenchmarkRedis : IAsyncDisposable
{
    private readonly RedisReplicaSet? _own;

    private BenchmarkRedis(RedisReplicaSet? own, string connectionString, ConnectionMultiplexer connection)
    {
        _own = own;
        ConnectionString = connectionString;
        Connection = connection;
    }

    public string ConnectionString { get; }

    /// <summary>A connection that may do everything.</summary>
    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public static Option<string?> Option() => new("--redis")
    {
        Description = "StackExchange.Redis connection string of a Redis that may be flushed; left out, a node of its own is started.",
    };

    /// <param name="given">The connection string, or null.</param>
    /// <param name="maxMemory">How much a node of its own may hold, as Redis writes it.</param>
    public static async Task<BenchmarkRedis> OpenAsync(string? given, string? maxMemory = null)
    {
        var own = given is null ? await RedisReplicaSet.StartSingleAsync() : null;
        try
        {
            var text = given ?? own!.ConnectionString;
            var options = ConfigurationOptions.Parse(text);
            options.AllowAdmin = true;
            options.AsyncTimeout = 60_000;
            var redis = new BenchmarkRedis(own, text, await ConnectionMultiplexer.ConnectAsync(options));
            if (own is not null && maxMemory is not null)
            {
                await redis.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", maxMemory);
            }

            await redis.FlushAsync();
            return redis;
        }
        catch
        {
            if (own is not null)
            {
                await own.DisposeAsync();
            }

            throw;
        }
    }

    public Task FlushAsync() => Connection.GetServers()[0].FlushAllDatabasesAsync();

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
