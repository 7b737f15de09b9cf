using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Kills the primary the hard way, so that one can watch the sentinels promote a replica.</summary>
internal static class KillPrimaryCommand
{
    public const string Name = "kill-primary";

    public static async Task<ExecuteCommandResult> ExecuteAsync(RedisReplicaSetResource set, ReplicaSetView view, RedisServer primary, ExecuteCommandContext context)
    {
        if (set.Runtime is RedisRuntime.Container)
        {
            await KillContainerAsync(primary, context);
        }
        else
        {
            var server = await view.ConnectAsync(primary, context.CancellationToken);
            var info = (await server.InfoAsync("server")).SelectMany(section => section).Single(field => field.Key is "process_id");
            using var process = Process.GetProcessById(int.Parse(info.Value, CultureInfo.InvariantCulture));
            process.Kill();
        }

        return CommandResults.Success($"Killed {primary.Name}.");
    }

    private static async Task KillContainerAsync(RedisServer primary, ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var container = await notifications.WaitForResourceAsync(primary.Name, state => ContainerId(state) is not null, context.CancellationToken);
        using var process = Process.Start(ContainerEngine.Command!, ["kill", ContainerId(container)!]);
        await process.WaitForExitAsync(context.CancellationToken);
    }

    private static string? ContainerId(ResourceEvent state)
        => state.Snapshot.Properties.FirstOrDefault(property => property.Name is "container.id")?.Value as string;
}
