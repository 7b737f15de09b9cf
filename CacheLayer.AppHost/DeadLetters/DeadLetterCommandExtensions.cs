using CacheLayer.AppHost.Startup;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.AppHost.DeadLetters;

/// <summary>The commands that the dashboard offers on the invalidator.</summary>
internal static class DeadLetterCommandExtensions
{
    /// <summary>Lists, redrives and purges dead letters from the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithDeadLetterCommands(this IResourceBuilder<ProjectResource> invalidator, IResourceBuilder<ParameterResource> adminKey)
    {
        var client = new DeadLetterClient(invalidator.Endpoint(), adminKey.Resource);
        return invalidator
            .WithCommand("list-dead-letters", "List dead letters", context => client.ListAsync(context.CancellationToken), Options("MailInbox", confirmation: null))
            .WithCommand("redrive-dead-letters", "Redrive dead letters", context => client.RedriveAsync(context.CancellationToken), Options(
                "MailArrowUp", "Put all dead letters back onto the stream of changes? What still cannot be carried out comes back."))
            .WithCommand("purge-dead-letters", "Purge dead letters", context => client.PurgeAsync(context.CancellationToken), Options(
                "MailDismiss", "Remove all dead letters for good? What they would have invalidated stays as it is until it expires."));
    }

    private static CommandOptions Options(string icon, string? confirmation) => new()
    {
        IconName = icon,
        ConfirmationMessage = confirmation,
        UpdateState = context => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy or HealthStatus.Degraded ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
    };
}
