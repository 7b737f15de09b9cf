namespace CacheLayer.Invalidator.Sqs;

/// <summary>Keeps messages invisible to other receivers for as long as a worker is at them.</summary>
internal sealed class SqsLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _extending;

    public SqsLease(SqsQueue queue, IReadOnlyList<string> receipts, TimeProvider clock, ILogger logger)
    {
        _extending = ExtendAsync(queue, receipts, clock, logger, _end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _extending;
        _end.Dispose();
    }

    private static async Task ExtendAsync(SqsQueue queue, IReadOnlyList<string> receipts, TimeProvider clock, ILogger logger, CancellationToken end)
    {
        // Three times as often as needed: one call may fail, and another one take its time.
        using var timer = new PeriodicTimer(queue.VisibilityTimeout / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                await TryExtendAsync(queue, receipts, logger, end);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker is done with them.
        }
    }

    private static async Task TryExtendAsync(SqsQueue queue, IReadOnlyList<string> receipts, ILogger logger, CancellationToken end)
    {
        try
        {
            if (await queue.HideAsync(receipts, queue.VisibilityTimeout, end) is { Count: > 0 } failed)
            {
                logger.NotExtended(null, failed.Count, failed[0].Reason);
            }
        }
        catch (Exception exception) when (!end.IsCancellationRequested)
        {
            logger.NotExtended(exception, receipts.Count, "no answer");
        }
    }
}
