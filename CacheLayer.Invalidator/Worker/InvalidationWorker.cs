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
    // Batches of one source that are carried out while it is read on.
    private const int MaxAside = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // A batch that takes longer has an entry on which much depends, and others do not wait for it.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(sources.Select(source => RunAsync(source, stoppingToken)));

    private async Task RunAsync(IChangeSource source, CancellationToken stopping)
    {
        var pause = TimeSpan.Zero;
        var aside = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await source.OpenAsync(stopping);
                while (!stopping.IsCancellationRequested)
                {
                    await NextBatchAsync(source, aside, stopping);
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

        await CloseAsync(source, aside);
    }

    private async Task NextBatchAsync(IChangeSource source, List<Task> aside, CancellationToken stopping)
    {
        await EndAsync(aside);
        if (aside.Count >= MaxAside)
        {
            await source.KeepAsync();
            await EndsSoonAsync(Task.WhenAny(aside));
            return;
        }

        var records = await source.ReceiveAsync(stopping);
        if (records.Count > 0)
        {
            var batch = CarryOutAsync(source, records, stopping);
            if (source.GoesOn && !await EndsSoonAsync(batch))
            {
                aside.Add(batch);
            }
            else
            {
                await batch;
            }
        }
    }

    private async Task CarryOutAsync(IChangeSource source, IReadOnlyList<ChangeRecord> records, CancellationToken stopping)
    {
        await processor.ProcessAsync(records, stopping);
        await source.AcknowledgeAsync(records);
    }

    /// <summary>Takes out those that have ended.</summary>
    /// <exception cref="Exception">One of them has failed.</exception>
    private static async Task EndAsync(List<Task> aside)
    {
        while (aside.FirstOrDefault(static batch => batch.IsCompleted) is { } ended)
        {
            aside.Remove(ended);
            await ended;
        }
    }

    private async Task<bool> EndsSoonAsync(Task batch)
    {
        // An error is the batch's own, and thrown where that is awaited.
        await ((Task)Task.WhenAny(batch)).WaitAsync(Soon, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return batch.IsCompleted;
    }

    private async Task CloseAsync(IChangeSource source, List<Task> aside)
    {
        try
        {
            await ((Task)Task.WhenAll(aside)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
