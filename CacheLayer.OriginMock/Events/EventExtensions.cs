using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

internal static class EventExtensions
{
    public static void AddChangeEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventOptions>().BindConfiguration(EventOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        // A span for each command would bury the events' own: acknowledgements are polled for.
        builder.AddRedisClient("events", settings => settings.DisableTracing = true, options =>
        {
            options.AbortOnConnectFail = false;
            // A command that waits in a backlog would hide from the publisher that the stream is away.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.AsyncTimeout = 1_000;
        });
        builder.Services.AddSingleton<ChangeOutbox>();
        builder.Services.AddSingleton<InvalidationReceipts>();
        builder.Services.AddSingleton<ChangeAnnouncer>();
        builder.Services.AddHostedService<ChangePublisher>();
    }
}
