namespace CacheLayer.Invalidator.Lambda;

/// <summary>What became of an event.</summary>
/// <param name="Deleted">How many cache entries were there and are gone, on every node.</param>
/// <param name="Errors">How many records could not be carried out, in whole or in part.</param>
/// <param name="FailedMessages">The ids of the SQS messages that the queue must keep, because nothing else keeps them; null when the event is not from SQS.</param>
internal readonly record struct SnsEventResult(int Deleted, int Errors, IReadOnlyList<string>? FailedMessages);
