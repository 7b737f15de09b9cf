using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>The commands that the dashboard offers on a replica set.</summary>
internal static class ReplicaSetCommandExtensions
{
    public static IResourceBuilder<RedisReplicaSetResource> WithReplicaSetCommands(this IResourceBuilder<RedisReplicaSetResource> builder)
    {
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        var set = builder.Resource;
        return builder
            .WithCommand(FailOverCommand.Name, "Fail over", Run(set, FailOverCommand.ExecuteAsync), Options(
                "ArrowSwap", "Make a replica the primary? Writes wait for about a second; reads go on.", available: () => set.Sentinels.Count > 0))
            .WithCommand(KillPrimaryCommand.Name, "Kill the primary", Run(set, KillPrimaryCommand.ExecuteAsync), Options(
                "PlugDisconnected", "Kill the primary at once (kill -9)? The sentinels promote a replica; start the killed node again when you have seen enough."))
            .WithCommand(FlushCommand.Name, "Flush", Run(set, FlushCommand.ExecuteAsync), Options(
                "Delete", "Drop every cached entry? Every read goes to the origin until the cache is warm again."));
    }

    // Whatever goes wrong is said in the dashboard.
    private static Func<ExecuteCommandContext, Task<ExecuteCommandResult>> Run(RedisReplicaSetResource set, ReplicaSetCommand command)
        => async context =>
        {
            var view = context.Services.ViewOf(set);
            try
            {
                return await view.PrimaryAsync(context.CancellationToken) is { } primary
                    ? await command(set, view, primary, context)
                    : CommandResults.Failure("No node is primary at the moment.");
            }
            catch (Exception exception) when (exception.IsRedisFailure())
            {
                return CommandResults.Failure(exception.Message);
            }
        };

    private static CommandOptions Options(string icon, string confirmation, Func<bool>? available = null) => new()
    {
        IconName = icon,
        ConfirmationMessage = confirmation,
        UpdateState = context => available?.Invoke() is false
            ? ResourceCommandState.Hidden
            : context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy or HealthStatus.Degraded ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
    };
}
