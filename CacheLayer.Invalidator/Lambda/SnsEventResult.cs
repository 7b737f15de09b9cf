namespace CacheLayer.Invalidator.Lambda;

/// <summary>What became of an event.</summary>
/// <param name="Deleted">How many cache entries were there and are gone, on every node.</param>
/// <param name="Errors">How many records could not be carried out, in whole or in part.</param>
/// <param name="FailedMessages">The ids of messages of SQS that it is to keep, because nothing else does; null when the event is not one of SQS.</param>
internal readonly record struct SnsEventResult(int Deleted, int Errors, IReadOnlyList<string>? FailedMessages);
