using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.AppHost.Startup;

/// <summary>Says on the console what became healthy, and, once everything has, where to go; ends the application when something does not start.</summary>
internal sealed class ReadyBanner(
    ResourceNotificationService notifications, DistributedApplicationModel model, IHostApplicationLifetime lifetime, StartFailure failure, ReadyLines lines) : BackgroundService
{
    private const string Dashboard = "aspire-dashboard";

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, HashSet<string>> _healthy = [];
    private string? _dashboardUrl;
    private bool _dashboardFailed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WatchAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped before everything was healthy.
        }
    }

    private async Task WatchAsync()
    {
        var awaited = model.Resources.Where(IsAwaited).ToDictionary(resource => resource.Name, resource => resource.GetReplicaCount());
        // What stops because the application stops is no news.
        await foreach (var change in notifications.WatchAsync(lifetime.ApplicationStopping))
        {
            if (change.Resource.Name is Dashboard)
            {
                _dashboardUrl ??= change.Snapshot.Urls.FirstOrDefault(url => url.Name is "http" or "https")?.Url;
                _dashboardFailed = KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text);
            }
            else if (awaited.TryGetValue(change.Resource.Name, out var replicas))
            {
                if (StartFailure.IsIn(change.Snapshot))
                {
                    await failure.ReportAsync(change);
                    lifetime.StopApplication();
                    return;
                }

                Note(change, replicas);
            }

            if (awaited.All(resource => CountOf(resource.Key) >= resource.Value) && IsDashboardSettled())
            {
                Console.WriteLine(await lines.WriteAsync(TimeSpan.FromSeconds(Elapsed()), _dashboardUrl, lifetime.ApplicationStopping));
                return;
            }
        }
    }

    private bool IsDashboardSettled() => _dashboardUrl is not null || _dashboardFailed || model.Resources.All(resource => resource.Name is not Dashboard);

    private static bool IsAwaited(IResource resource)
        => resource is IResourceWithWaitSupport or IResourceWithConnectionString && resource.Name is not Dashboard && !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private int CountOf(string resource) => _healthy.TryGetValue(resource, out var instances) ? instances.Count : 0;

    private void Note(ResourceEvent change, int replicas)
    {
        var name = change.Resource.Name;
        if (change.Snapshot.HealthStatus is HealthStatus.Healthy && change.Snapshot.State?.Text == KnownResourceStates.Running)
        {
            var instances = _healthy.TryGetValue(name, out var known) ? known : _healthy[name] = [];
            if (instances.Add(change.ResourceId) && instances.Count == replicas)
            {
                Console.WriteLine($"{Elapsed(),6:0.0} s  {name} is healthy");
            }
        }
    }

    private double Elapsed() => Stopwatch.GetElapsedTime(_started).TotalSeconds;
}
