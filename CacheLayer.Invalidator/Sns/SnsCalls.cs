using Polly;

namespace CacheLayer.Invalidator.Sns;

internal static class SnsCalls
{
    /// <summary>Whether a call of SNS has failed, rather than been given up by whoever sent the message.</summary>
    public static bool IsFailure(Exception exception, CancellationToken cancellationToken)
        => exception is HttpRequestException or ExecutionRejectedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
