using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Lag;

/// <summary>Tells the processes that read the cache, every second, how far invalidations are behind.</summary>
/// <remarks>When it cannot tell, it says nothing: who reads takes silence for lag.</remarks>
internal sealed class LagReporter(IEnumerable<IBacklog> backlogs, CacheInvalidator invalidator, InvalidatorMetrics metrics, TimeProvider clock, ILogger<LagReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                var measured = Backlog.None;
                foreach (var backlog in backlogs)
                {
                    measured += await backlog.MeasureAsync(stoppingToken);
                }

                metrics.Backlog = measured;
                await invalidator.ReportLagAsync(measured.OldestAge, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Backlog = null;
                logger.LagUnknown(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
