using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Where a container of one run keeps what must outlive its restart; removed when the application has stopped.</summary>
internal sealed partial class RunVolume(string name, ILogger<RunVolume> logger) : IHostedService, IDisposable
{
    /// <summary>Makes a name for a volume that no other run uses, and sees to its removal.</summary>
    public static string For(IDistributedApplicationBuilder builder, string resource)
    {
        var name = $"{Path.GetFileName(RunFolder.PathOf(builder))}-{resource}";
        // A volume can be removed when its container is gone, which nothing waits for otherwise.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = bool.TrueString;
        builder.Services.AddSingleton<IHostedService>(services => new RunVolume(name, services.GetRequiredService<ILogger<RunVolume>>()));
        return name;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not when stopping: other services stop the container that uses it.
    public void Dispose()
    {
        if (ContainerEngine.Command is { } engine && ContainerEngine.RemoveVolume(engine, name) is { } problem)
        {
            LogNotRemoved(logger, name, problem);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Could not remove the run's volume {Volume}: {Problem}")]
    private static partial void LogNotRemoved(ILogger logger, string volume, string problem);
}
