namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>A dead letter as it is shown.</summary>
internal sealed record StoredDeadLetter(string Id, string SourceId, string Reason, int Attempts, string Body);
