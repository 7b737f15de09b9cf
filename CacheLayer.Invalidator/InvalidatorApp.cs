using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Streams;
using CacheLayer.Invalidator.Telemetry;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator;

/// <summary>The invalidator as one application; tests build it in their own process.</summary>
internal static class InvalidatorApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddAdminKey();
        builder.AddCacheLayer("cache");
        builder.AddChangeStream();
        builder.Services.AddOptions<InvalidatorOptions>().BindConfiguration(InvalidatorOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DeadLetterStream>();
        builder.Services.AddSingleton<InvalidatorMetrics>();
        builder.Services.AddSingleton<PersistentInvalidator>();
        builder.Services.AddSingleton<BatchProcessor>();
        builder.Services.AddHostedService<InvalidationWorker>();
        builder.Services.AddHostedService<PromotionReplay>();
        builder.Services.AddSingleton<StreamBacklog>();
        builder.Services.AddHostedService<LagReporter>();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapDeadLetters();
        return app;
    }
}
