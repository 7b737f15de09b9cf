using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution;

/// <summary>Takes one instance of a resource through its states, as often as it is started.</summary>
internal sealed class ProcessRunner(RunnerFactory shared, IResource resource, string id, int index)
{
    private readonly Lock _lock = new();
    private readonly ILogger _logger = shared.Loggers.GetLogger(id);
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private volatile bool _wasKilled;

    /// <summary>Starts it, without waiting until it runs. One that waits for others stops waiting.</summary>
    public async Task StartAsync()
    {
        bool isRunning;
        lock (_lock)
        {
            isRunning = !_run.IsCompleted;
            if (!isRunning)
            {
                _stop = new CancellationTokenSource();
                _wasKilled = false;
                _run = RunAsync(_stop.Token);
            }
        }

        if (isRunning)
        {
            await PublishAsync(s => s.State?.Text == KnownResourceStates.Waiting ? s with { State = KnownResourceStates.Starting } : s).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it and waits for its end.</summary>
    /// <returns>Whether it ended by itself; if not, it was killed.</returns>
    public async Task<bool> StopAsync()
    {
        Task run;
        lock (_lock)
        {
            run = _run;
            _stop.Cancel();
        }

        await run.ConfigureAwait(false);
        return !_wasKilled;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await PublishAsync(StateChanges.ToStarting(resource)).ConfigureAwait(false);
            await shared.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, shared.Services) { InstanceId = id }, stop).ConfigureAwait(false);
            var spec = await shared.Specs.CreateAsync(resource, id, index, stop).ConfigureAwait(false);
            var process = await shared.Launcher.StartAsync(spec, shared.Loggers.LogOf(id)).ConfigureAwait(false);
            var exitCode = await RunToItsEndAsync(process, spec, stop).ConfigureAwait(false);
            await PublishAsync(StateChanges.ToEnded(exitCode, Now())).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await PublishAsync(StateChanges.ToEnded(exitCode: null, Now())).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.FailedToStart(_logger, exception.Message);
            await PublishAsync(StateChanges.ToFailed(Now())).ConfigureAwait(false);
        }
    }

    private async Task<int> RunToItsEndAsync(ManagedProcess process, LaunchSpec spec, CancellationToken stop)
    {
        shared.Endpoints.SetServing(resource, index, isServing: true);
        await PublishAsync(StateChanges.ToRunning(resource, spec, process.Id, Now())).ConfigureAwait(false);
        await ((Task)process.Ended).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        shared.Endpoints.SetServing(resource, index, isServing: false);
        if (!process.Ended.IsCompleted)
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
            _wasKilled = !await process.StopAsync().ConfigureAwait(false);
        }

        return await process.Ended.ConfigureAwait(false);
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => shared.Notifications.PublishUpdateAsync(resource, id, change);

    private DateTime Now() => shared.TimeProvider.GetUtcNow().UtcDateTime;
}
