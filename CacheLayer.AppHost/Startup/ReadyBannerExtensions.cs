using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheLayer.AppHost.Startup;

internal static class ReadyBannerExtensions
{
    /// <summary>Announces on the console when the application is ready, or why it does not start, unless <c>Banner</c> is false.</summary>
    public static void AddReadyBanner(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> origin, IResourceBuilder<ParameterResource> adminKey)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Banner", defaultValue: true))
        {
            builder.Services.AddSingleton<StartFailure>();
            // A start that is stopped is logged as an error with a stack trace; one that fails otherwise ends the program with its exception.
            builder.Services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical));
            // First of all hosted services: the one that starts the resources may not return before the last of them has started.
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => ActivatorUtilities.CreateInstance<ReadyBanner>(
                services, new ReadyLines(api.Endpoint(), origin.Endpoint(), adminKey.Resource))));
        }
    }
}
