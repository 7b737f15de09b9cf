using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Shows in the dashboard what each node is, within about a second of a change: one small question a second to each node.</summary>
internal sealed class RoleWatch(IReadOnlyList<WatchedNode> nodes, ResourceNotificationService notifications, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(nodes.Select(node => WatchAsync(node, stoppingToken)));

    private async Task WatchAsync(WatchedNode node, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            // A node that has not started, or has stopped, is nothing, and need not be asked.
            var isRunning = Current(node)?.State?.Text == KnownResourceStates.Running;
            await ShowAsync(node, isRunning ? ShownRole.Describe(await node.AskAsync(stopping), node.NameOf) : null);
        }
    }

    private async Task ShowAsync(WatchedNode node, string? role)
    {
        if (Current(node) is { } snapshot && !ShownRole.IsShown(snapshot, role))
        {
            var resource = node.Server.Builder.Resource;
            await notifications.PublishUpdateAsync(resource, current => ShownRole.Show(current, role));
            await notifications.PublishUpdateAsync(resource, ShownRole.Settle);
        }
    }

    private CustomResourceSnapshot? Current(WatchedNode node) => notifications.TryGetCurrentState(node.Server.Name, out var current) ? current.Snapshot : null;
}
