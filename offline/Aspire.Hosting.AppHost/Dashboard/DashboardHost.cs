using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Runs the dashboard beside the application, which does not wait for it, nor end when it fails.</summary>
internal sealed class DashboardHost(
    DashboardSettings settings,
    DashboardInstaller installer,
    ProcessLauncher launcher,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IHttpClientFactory clients,
    TimeProvider timeProvider,
    ILogger<DistributedApplication> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly DashboardResource _resource = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        model.Resources.Add(_resource);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var program = await installer.GetProgramAsync(stoppingToken).ConfigureAwait(false);
            var log = loggers.LogOf(_resource.Name);
            var process = await launcher.StartAsync(new LaunchSpec(program, ["dashboard"], Path.GetDirectoryName(program)!, settings.ToEnvironment()), log).ConfigureAwait(false);
            await RunAsync(process, stoppingToken).ConfigureAwait(false);
            await process.StopAsync().ConfigureAwait(false);
            if (!stoppingToken.IsCancellationRequested)
            {
                var lastWords = string.Join(" / ", log.ReadAll().TakeLast(3).Select(line => line.Content));
                throw new DistributedApplicationException($"it ended with exit code {await process.Ended.ConfigureAwait(false)}: {lastWords}");
            }
        }
        catch (DistributedApplicationException exception)
        {
            Log.WithoutDashboard(logger, exception.Message);
            await notifications.PublishUpdateAsync(_resource, s => s with { State = KnownResourceStates.FailedToStart }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped while it was being installed.
        }
    }

    private async Task RunAsync(ManagedProcess process, CancellationToken stoppingToken)
    {
        if (await AnswersAsync(process, stoppingToken).ConfigureAwait(false))
        {
            Log.LoginAt(logger, settings.LoginUrl);
            await notifications.PublishUpdateAsync(_resource, s => s with
            {
                State = KnownResourceStates.Running,
                Urls = [new UrlSnapshot("http", settings.LoginUrl, IsInternal: false)],
            }).ConfigureAwait(false);
        }

        await ((Task)process.Ended).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> AnswersAsync(ManagedProcess process, CancellationToken stoppingToken)
    {
        using var client = clients.CreateClient();
        while (!process.Ended.IsCompleted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(settings.FrontendUrl, stoppingToken).ConfigureAwait(false);
                return true;
            }
            catch (HttpRequestException)
            {
                // It is not listening yet.
                await Task.Delay(Pause, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }
}
