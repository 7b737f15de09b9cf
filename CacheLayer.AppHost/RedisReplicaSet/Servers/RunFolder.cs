using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Where the processes of one run keep their files; removed when the application has stopped.</summary>
internal sealed partial class RunFolder(string path, ILogger<RunFolder> logger) : IHostedService, IDisposable
{
    /// <summary>The folder of the application that <paramref name="builder"/> builds; the scripts make it when they need it.</summary>
    public static string PathOf(IDistributedApplicationBuilder builder)
    {
        const string Property = "CacheLayer:RunFolder";
        if (builder.Configuration[Property] is { } known)
        {
            return known;
        }

        var path = Path.Combine(Path.GetTempPath(), $"cachelayer-{Guid.NewGuid():N}");
        builder.Configuration[Property] = path;
        builder.Services.AddHostedService(services => new RunFolder(path, services.GetRequiredService<ILogger<RunFolder>>()));
        return path;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not when stopping: an application that was interrupted while it started is only disposed.
    public void Dispose()
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was started.
        }
        catch (IOException exception)
        {
            LogNotRemoved(logger, path, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Could not remove the run folder {Folder}.")]
    private static partial void LogNotRemoved(ILogger logger, string folder, Exception exception);
}
