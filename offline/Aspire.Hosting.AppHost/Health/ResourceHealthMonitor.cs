using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

/// <summary>Runs the health checks of every resource that runs, and says when it is ready.</summary>
internal sealed class ResourceHealthMonitor(
    ResourceNotificationService notifications,
    HealthCheckService checks,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider timeProvider,
    ILogger<ResourceHealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private const int MostSteps = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var monitored = new Dictionary<IResource, CancellationTokenSource>();
        await foreach (var resourceEvent in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            var resource = resourceEvent.Resource;
            if (resourceEvent.Snapshot.State?.Text == KnownResourceStates.Running)
            {
                if (!monitored.ContainsKey(resource))
                {
                    monitored[resource] = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    _ = MonitorAsync(resource, monitored[resource].Token);
                }
            }
            else if (monitored.TryGetValue(resource, out var monitor) && !resource.GetInstanceIds().Any(IsRunning))
            {
                await monitor.CancelAsync().ConfigureAwait(false);
                monitored.Remove(resource);
            }
        }
    }

    private bool IsRunning(string id) => notifications.TryGetCurrentState(id, out var e) && e.Snapshot.State?.Text == KnownResourceStates.Running;

    private async Task MonitorAsync(IResource resource, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(annotation => annotation.Key).ToHashSet();
        var ready = new Lazy<Task>(() => eventing.PublishAsync(new ResourceReadyEvent(resource, services), stop));
        var unhealthyReports = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), stop).ConfigureAwait(false);
                unhealthyReports = report.Status == HealthStatus.Healthy ? 0 : unhealthyReports + 1;
                await ShowAsync(resource, report, unhealthyReports == 0 || ready.IsValueCreated ? ready.Value : null).ConfigureAwait(false);
                await PauseAsync(resource, unhealthyReports == 0 ? WhileHealthy : Step * Math.Min(MostSteps, unhealthyReports), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The resource is down; its next start is monitored anew.
        }
        catch (Exception exception)
        {
            Log.MonitorEnded(logger, exception, resource.Name);
        }
    }

    private Task ShowAsync(IResource resource, HealthReport report, Task? ready)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var reports = report.Entries
            .Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()) { LastRunAt = now })
            .ToImmutableArray();
        return notifications.PublishUpdateAsync(resource, s => s.State?.Text != KnownResourceStates.Running ? s : s with { HealthReports = reports, ResourceReadyEvent = ready ?? s.ResourceReadyEvent });
    }

    // A replica that comes up is not left without a report until the next round.
    private async Task PauseAsync(IResource resource, TimeSpan pause, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(pause);
        Task changed = notifications.WaitForResourceAsync(resource.Name, e => e.Snapshot is { State.Text: "Running", ResourceReadyEvent: null } && pause == WhileHealthy, over.Token);
        await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
