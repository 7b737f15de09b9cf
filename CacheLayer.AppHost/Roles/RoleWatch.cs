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
            // Before that there is nothing to ask, and nothing to show it on.
            if (Current(node) is { } snapshot && snapshot.State?.Text == KnownResourceStates.Running)
            {
                var role = ShownRole.Describe(await node.AskAsync(stopping), node.NameOf);
                await ShowAsync(node, role);
            }
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
