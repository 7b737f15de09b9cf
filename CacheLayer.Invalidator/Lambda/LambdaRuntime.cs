namespace CacheLayer.Invalidator.Lambda;

/// <summary>The loop of a custom runtime: takes invocations from Lambda, one after the other, and answers each.</summary>
internal sealed class LambdaRuntime(LambdaApi api, SnsEventHandler handler, TimeProvider clock, ILogger<LambdaRuntime> logger)
{
    // To say that it has failed must still be possible.
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    /// <exception cref="HttpRequestException">Lambda cannot be reached, or refuses an answer: the process must end, and Lambda starts another.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var invocation = await api.NextAsync(stopping);
            await AnswerAsync(invocation);
        }
    }

    private async Task AnswerAsync(LambdaInvocation invocation)
    {
        var left = invocation.Deadline - clock.GetUtcNow() - Reserve;
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        SnsEventResult result;
        try
        {
            result = await handler.HandleAsync(invocation.Event, invocation.RequestId, deadline.Token);
        }
        catch (Exception exception)
        {
            // Lambda repeats the invocation, and then sends it to the function's dead-letter queue.
            logger.Failed(exception, invocation.RequestId);
            await api.FailAsync(invocation.RequestId, LambdaError.Of(exception));
            return;
        }

        await api.RespondAsync(invocation.RequestId, result);
    }
}
