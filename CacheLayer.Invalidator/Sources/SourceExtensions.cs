using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Invalidator.Sqs;
using CacheLayer.Invalidator.Streams;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator.Sources;

internal static class SourceExtensions
{
    /// <summary>Adds the sources that <c>Invalidator:Source</c> names.</summary>
    public static void AddChangeSources(this IHostApplicationBuilder builder)
    {
        var sources = builder.Configuration.GetValue($"{InvalidatorOptions.SectionName}:{nameof(InvalidatorOptions.Source)}", ChangeSources.Streams);
        if (sources.HasFlag(ChangeSources.Streams))
        {
            builder.AddStreamSource();
        }

        if (sources.HasFlag(ChangeSources.Sqs))
        {
            builder.AddSqsSource();
        }

        if (sources.HasFlag(ChangeSources.Sns))
        {
            builder.AddSnsSource();
        }

        // Who takes nothing must not tell anybody that nothing lags.
        if (sources is not ChangeSources.None)
        {
            builder.Services.AddSingleton<SourceHealth>();
            builder.Services.AddHealthChecks().AddCheck<SourceHealth>(SourceHealth.Name);
            builder.Services.AddHostedService<InvalidationWorker>();
            builder.Services.AddHostedService<LagReporter>();
        }
    }
}
