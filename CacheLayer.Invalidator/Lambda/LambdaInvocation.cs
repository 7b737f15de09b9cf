namespace CacheLayer.Invalidator.Lambda;

/// <summary>One invocation of the function.</summary>
/// <param name="RequestId">Its id, for the answer and for logs.</param>
/// <param name="Deadline">When Lambda gives it up.</param>
/// <param name="Event">The event, as JSON.</param>
internal sealed record LambdaInvocation(string RequestId, DateTimeOffset Deadline, ReadOnlyMemory<byte> Event);
