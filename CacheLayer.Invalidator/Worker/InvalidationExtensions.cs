using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Worker;

internal static class InvalidationExtensions
{
    /// <summary>Adds what carries out change events, wherever they come from; needs <see cref="IDeadLetters"/>.</summary>
    public static void AddInvalidation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<InvalidatorOptions>()
            .BindConfiguration(InvalidatorOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate(
                options => (options.Source & ~ChangeSources.All) is ChangeSources.None,
                $"{InvalidatorOptions.SectionName}:{nameof(InvalidatorOptions.Source)} must be None, or one or several of Streams, Sqs and Sns.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<InvalidatorOptions>, EventMappingValidator>();
        builder.Services.AddSingleton<EventMap>(services => new(services.GetRequiredService<IOptions<InvalidatorOptions>>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<InvalidatorMetrics>();
        builder.Services.AddSingleton<RecentInvalidations>();
        builder.Services.AddSingleton<IReplaySource>(services => services.GetRequiredService<RecentInvalidations>());
        builder.Services.AddSingleton<CacheHealth>();
        builder.Services.AddHealthChecks().AddCheck<CacheHealth>(CacheHealth.Name);
        builder.Services.AddSingleton<RetryingInvalidator>();
        builder.Services.AddSingleton<BatchProcessor>();
        builder.Services.AddHostedService<PromotionReplay>();
    }
}
