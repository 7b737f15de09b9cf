using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>The commands that the dashboard offers on a cluster.</summary>
internal static class ClusterCommandExtensions
{
    public static IResourceBuilder<RedisClusterResource> WithClusterCommands(this IResourceBuilder<RedisClusterResource> builder)
    {
        var cluster = builder.Resource;
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithCommand(FlushCommand.Name, "Flush", context => FlushAsync(context.Services.ViewOf(cluster), context.CancellationToken), new()
            {
                IconName = "Delete",
                ConfirmationMessage = "Drop every cached entry? Every read goes to the origin until the cache is warm again.",
                UpdateState = context => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy or HealthStatus.Degraded ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            })
            : builder;
    }

    // Whatever goes wrong is said in the dashboard.
    private static async Task<ExecuteCommandResult> FlushAsync(ClusterView view, CancellationToken cancellationToken)
    {
        try
        {
            var primaries = (await view.NodesAsync(cancellationToken)).Where(node => node is { Replication.IsPrimary: true }).Select(node => node!.Value.Node).ToArray();
            foreach (var primary in primaries)
            {
                await (await view.ConnectAsync(primary, cancellationToken)).FlushAllDatabasesAsync();
            }

            return CommandResults.Success($"Flushed {string.Join(", ", primaries.Select(primary => primary.Name))} and their replicas.");
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return CommandResults.Failure(exception.Message);
        }
    }
}
