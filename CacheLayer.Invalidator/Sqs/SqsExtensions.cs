using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sources;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Sqs;

internal static class SqsExtensions
{
    /// <summary>Takes change events from a queue.</summary>
    public static void AddSqsSource(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SqsOptions>().BindConfiguration(SqsOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => SqsClientFactory.Create(services.GetRequiredService<IOptions<SqsOptions>>().Value));
        builder.Services.AddSingleton<SqsQueue>();
        builder.Services.AddSingleton<SqsProgress>();
        builder.Services.AddSingleton<IBacklog>(services => services.GetRequiredService<SqsProgress>());

        // Out of its range it is refused at the start, with its name.
        var receivers = builder.Configuration.GetValue($"{SqsOptions.SectionName}:{nameof(SqsOptions.Receivers)}", SqsOptions.DefaultReceivers);
        for (var i = 0; i < Math.Clamp(receivers, 1, SqsOptions.MaxReceivers); i++)
        {
            builder.Services.AddSingleton<IChangeSource, SqsSource>();
        }
    }
}
