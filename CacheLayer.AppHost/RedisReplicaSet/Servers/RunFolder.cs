using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Where the processes of one run keep their files; removed when the application has stopped.</summary>
internal sealed partial class RunFolder(string path, ILogger<RunFolder> logger) : IHostedLifecycleService
{
    public string Path { get; } = path;

    /// <summary>The folder of the application that <paramref name="builder"/> builds; the scripts make it when they need it.</summary>
    public static string PathOf(IDistributedApplicationBuilder builder)
    {
        const string Property = "CacheLayer:RunFolder";
        if (builder.Configuration[Property] is { } known)
        {
            return known;
        }

        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"cachelayer-{Guid.NewGuid():N}");
        builder.Configuration[Property] = path;
        builder.Services.AddHostedService(services => new RunFolder(path, services.GetRequiredService<ILogger<RunFolder>>()));
        return path;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was started.
        }
        catch (IOException exception)
        {
            LogNotRemoved(logger, Path, exception);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "The folder {Folder} of this run could not be removed.")]
    private static partial void LogNotRemoved(ILogger logger, string folder, Exception exception);
}
