using CacheLayer.Invalidator.Telemetry;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Lag;

/// <summary>Tells the processes that read the cache, every second, how far invalidations are behind.</summary>
/// <remarks>When it cannot tell, it says nothing: who reads takes silence for lag.</remarks>
internal sealed class LagReporter(StreamBacklog backlog, CacheInvalidator invalidator, InvalidatorMetrics metrics, TimeProvider clock, ILogger<LagReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                var measured = await backlog.MeasureAsync();
                metrics.Backlog = measured;
                await invalidator.ReportLagAsync(measured.OldestAge, stoppingToken);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or CacheUnavailableException)
            {
                metrics.Backlog = null;
                logger.LagUnknown(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
