using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Execution;

/// <summary>Start, stop and restart of everything that runs as a process.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResourceCollection resources)
    {
        foreach (var resource in resources.Where(r => r is ProjectResource or ExecutableResource))
        {
            resource.Annotations.Add(new ResourceCommandAnnotation(KnownResourceCommands.StartCommand, "Start", StartAsync, new CommandOptions
            {
                Description = "Start resource",
                IconName = "Play",
                IconVariant = IconVariant.Filled,
                IsHighlighted = true,
                UpdateState = context => StateOf(context) switch
                {
                    null or "Starting" => ResourceCommandState.Disabled,
                    "Running" or "Stopping" => ResourceCommandState.Hidden,
                    _ => ResourceCommandState.Enabled,
                },
            }));
            resource.Annotations.Add(new ResourceCommandAnnotation(KnownResourceCommands.StopCommand, "Stop", StopAsync, new CommandOptions
            {
                Description = "Stop resource",
                IconName = "Stop",
                IconVariant = IconVariant.Filled,
                IsHighlighted = true,
                UpdateState = context => StateOf(context) switch
                {
                    "Running" => ResourceCommandState.Enabled,
                    "Stopping" => ResourceCommandState.Disabled,
                    _ => ResourceCommandState.Hidden,
                },
            }));
            resource.Annotations.Add(new ResourceCommandAnnotation(KnownResourceCommands.RestartCommand, "Restart", RestartAsync, new CommandOptions
            {
                Description = "Restart resource",
                IconName = "ArrowCounterclockwise",
                IconVariant = IconVariant.Regular,
                UpdateState = context => StateOf(context) == "Running" ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            }));
        }
    }

    private static string? StateOf(UpdateCommandStateContext context) => context.ResourceSnapshot.State?.Text;

    private static async Task<ExecuteCommandResult> StartAsync(ExecuteCommandContext context)
    {
        await RunnerOf(context).StartAsync().ConfigureAwait(false);
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> StopAsync(ExecuteCommandContext context)
    {
        var endedByItself = await RunnerOf(context).StopAsync().ConfigureAwait(false);
        return endedByItself ? CommandResults.Success() : CommandResults.Failure($"{context.ResourceName} did not end when it was asked to, and was killed.");
    }

    private static async Task<ExecuteCommandResult> RestartAsync(ExecuteCommandContext context)
    {
        var stopped = await StopAsync(context).ConfigureAwait(false);
        return stopped.Success ? await StartAsync(context).ConfigureAwait(false) : stopped;
    }

    private static ProcessRunner RunnerOf(ExecuteCommandContext context)
        => context.Services.GetRequiredService<Runners>()[context.ResourceName];
}
