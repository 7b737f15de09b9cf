using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Takes records from every source, batch after batch, each at least once.</summary>
internal sealed class InvalidationWorker(
    IEnumerable<IChangeSource> sources,
    BatchProcessor processor,
    SourceHealth health,
    TimeProvider clock,
    ILogger<InvalidationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(sources.Select(source => RunAsync(source, stoppingToken)));

    private async Task RunAsync(IChangeSource source, CancellationToken stopping)
    {
        var pause = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await source.OpenAsync(stopping);
                while (!stopping.IsCancellationRequested)
                {
                    await NextBatchAsync(source, stopping);
                    if (pause > TimeSpan.Zero)
                    {
                        pause = TimeSpan.Zero;
                        health.Works(source);
                        logger.SourceBack(source.Name);
                    }
                }
            }
            catch (Exception exception) when (!IsStop(exception, stopping))
            {
                if (pause == TimeSpan.Zero)
                {
                    health.Fails(source);
                    logger.SourceAway(exception, source.Name);
                }

                pause = pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await CloseAsync(source);
    }

    private async Task NextBatchAsync(IChangeSource source, CancellationToken stopping)
    {
        var records = await source.ReceiveAsync(stopping);
        if (records.Count > 0)
        {
            await processor.ProcessAsync(records, stopping);
            await source.AcknowledgeAsync(records);
        }
    }

    private async Task CloseAsync(IChangeSource source)
    {
        try
        {
            await source.CloseAsync();
        }
        catch (Exception exception)
        {
            // What was not acknowledged comes again all the same, only later.
            logger.SourceAway(exception, source.Name);
        }
    }

    private static bool IsStop(Exception exception, CancellationToken stopping) => exception is OperationCanceledException && stopping.IsCancellationRequested;
}
