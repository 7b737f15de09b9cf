using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

/// <summary>Runs the health checks of every resource that runs.</summary>
internal sealed class ResourceHealthMonitor(
    ResourceNotificationService notifications,
    HealthCheckService checks,
    TimeProvider timeProvider,
    ILogger<ResourceHealthMonitor> logger) : BackgroundService
{
    private const int MostSteps = 5;

    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var monitored = new Dictionary<IResource, CancellationTokenSource>();
        await foreach (var resourceEvent in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            var resource = resourceEvent.Resource;
            if (resourceEvent.Snapshot.State?.Text == KnownResourceStates.Running)
            {
                if (resource.HasAnnotationOfType<HealthCheckAnnotation>() && !monitored.ContainsKey(resource))
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
        var unhealthyReports = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), stop).ConfigureAwait(false);
                await ShowAsync(resource, report).ConfigureAwait(false);
                unhealthyReports = report.Status == HealthStatus.Healthy ? 0 : unhealthyReports + 1;
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

    private Task ShowAsync(IResource resource, HealthReport report)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var reports = report.Entries.Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()) { LastRunAt = now });
        return notifications.PublishUpdateAsync(resource, s => s.State?.Text != KnownResourceStates.Running ? s : s with { HealthReports = [.. reports] });
    }

    // A replica that comes up meanwhile is not left without a report until the pause is over.
    private async Task PauseAsync(IResource resource, TimeSpan pause, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(pause);
        Task newcomer = notifications.WaitForResourceAsync(
            resource.Name,
            e => e.Snapshot.State?.Text == KnownResourceStates.Running && e.Snapshot.HealthReports.Any(report => report.Status is null),
            over.Token);
        await newcomer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
