using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

internal static class RoleWatchExtensions
{
    /// <summary>Shows the roles of nodes in the dashboard.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="nodes">The nodes, once all are known.</param>
    public static void AddRoleWatch(this IDistributedApplicationBuilder builder, Func<IServiceProvider, IEnumerable<WatchedNode>> nodes)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton<IHostedService>(services => new RoleWatch(
                [.. nodes(services)], services.GetRequiredService<ResourceNotificationService>(), TimeProvider.System));
        }
    }
}
