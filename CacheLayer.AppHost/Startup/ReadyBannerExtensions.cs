using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.AppHost.Startup;

internal static class ReadyBannerExtensions
{
    /// <summary>Announces on the console when the application is ready, unless <c>Banner</c> is false.</summary>
    public static void AddReadyBanner(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> api)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Banner", defaultValue: true))
        {
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ReadyBanner>(services, api.Endpoint()));
        }
    }
}
