using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>
/// Sends what is left when the service has stopped: spans, metrics and logs at once, and for so long at most. Left to their disposal they take
/// turns of five seconds where the receiver is away, longer in all than whoever stops a service waits.
/// </summary>
internal sealed class TelemetryShutdown(IServiceProvider services, IOptions<TelemetryOptions> options) : IHostedLifecycleService
{
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var patience = (int)options.Value.ShutdownTimeout.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => services.GetRequiredService<TracerProvider>().Shutdown(patience), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<MeterProvider>().Shutdown(patience), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<LoggerProvider>().Shutdown(patience), CancellationToken.None));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
