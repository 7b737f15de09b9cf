using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

internal static class EventExtensions
{
    public static void AddChangeEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventOptions>().BindConfiguration(EventOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = ConfigurationOptions.Parse(builder.Configuration.GetConnectionString("events") ?? throw new InvalidOperationException("ConnectionStrings:events is not set."));
            options.AbortOnConnectFail = false;
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.AsyncTimeout = 1_000;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddSingleton<ChangeOutbox>();
        builder.Services.AddSingleton<ChangeAnnouncer>();
        builder.Services.AddHostedService<ChangePublisher>();
    }
}
