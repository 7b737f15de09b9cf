using StackExchange.Redis;

namespace CacheLayer.Invalidator.Streams;

internal static class ChangeStreamExtensions
{
    private const string ConnectionName = "events";

    public static void AddChangeStream(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient(ConnectionName, configureOptions: Configure);
        // A read that waits for entries holds up whatever shares its connection, so it has one to itself.
        builder.AddKeyedRedisClient(ConnectionName, settings => settings.DisableHealthChecks = true, Configure);
        builder.Services.AddSingleton(services => new ChangeStreamConsumer(
            services.GetRequiredService<IConnectionMultiplexer>(),
            services.GetRequiredKeyedService<IConnectionMultiplexer>(ConnectionName)));
    }

    private static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = 2_000;
        // Replies of commands that the client has no method for have another shape in RESP3.
        options.Protocol = RedisProtocol.Resp2;
    }
}
