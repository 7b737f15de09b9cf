using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Execution;
using Aspire.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal static class StandInServices
{
    public static void AddStandIn(this HostApplicationBuilder host, IDistributedApplicationBuilder application, DistributedApplicationOptions options)
    {
        host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        host.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // Health has its own page on the dashboard.
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        var services = host.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient();
        services.AddHealthChecks();
        services.AddSingleton(new DistributedApplicationModel(application.Resources));
        services.AddSingleton(application.Eventing);
        services.AddSingleton(application.ExecutionContext);
        services.AddSingleton<SnapshotFactory>();
        services.AddSingleton(provider => new ResourceLoggerService(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ResourceNotificationService(
            provider.GetRequiredService<SnapshotFactory>(),
            waitsForTheDead: !options.DisableDashboard));
        services.AddSingleton(provider => new ResourceCommandService(
            provider.GetRequiredService<ResourceNotificationService>(),
            provider.GetRequiredService<ResourceLoggerService>(),
            provider));

        services.AddSingleton<ProcessLauncher>();
        services.AddSingleton<EndpointAllocator>();
        services.AddSingleton<LaunchSpecFactory>();
        services.AddSingleton<RunnerFactory>();
        services.AddSingleton<Runners>();
        services.AddHostedService<ResourceHealthMonitor>();
        if (!options.DisableDashboard)
        {
            host.AddDashboard(options);
        }

        services.AddHostedService<ApplicationLifecycle>();
    }
}
