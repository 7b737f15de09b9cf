namespace CacheLayer.Invalidator.Lambda;

/// <summary>The function was invoked with something that is not an event of SNS. The message holds nothing of its content.</summary>
internal sealed class BadLambdaEventException(string reason) : Exception(reason);
