using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sources;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Streams;

internal static class ChangeStreamExtensions
{
    public const string ConnectionName = "events";

    /// <summary>Connects to the event node, which has the dead letters whatever the source is.</summary>
    public static void AddEventNode(this IHostApplicationBuilder builder)
    {
        // A span for each command would bury the events' own: the stream is polled.
        builder.AddRedisClient(ConnectionName, settings => settings.DisableTracing = true, Configure);
        builder.Services.AddSingleton<DeadLetterStream>();
        builder.Services.AddSingleton<DeadLetterService>();
        builder.Services.AddSingleton<IDeadLetters>(services => services.GetRequiredService<DeadLetterStream>());
    }

    /// <summary>Takes change events from the event node; needs <see cref="AddEventNode"/>.</summary>
    public static void AddStreamSource(this IHostApplicationBuilder builder)
    {
        // A read that waits for entries holds up whatever shares its connection, so it has one to itself.
        builder.AddKeyedRedisClient(ConnectionName, settings => settings.DisableHealthChecks = settings.DisableTracing = true, Configure);
        builder.Services.AddSingleton(services => new ChangeStreamConsumer(
            services.GetRequiredService<IConnectionMultiplexer>(),
            services.GetRequiredKeyedService<IConnectionMultiplexer>(ConnectionName)));
        builder.Services.AddSingleton<IChangeSource, StreamSource>();
        builder.Services.AddSingleton<IReplaySource, StreamReplay>();
        builder.Services.AddSingleton<IBacklog, StreamBacklog>();
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
