namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>A dead letter as it is shown.</summary>
/// <param name="Id">Its id among the dead letters: the milliseconds at which it was put aside, and a number.</param>
/// <param name="SourceId">The record's id in the source.</param>
/// <param name="Reason">Why it could not be carried out.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="IsCut">Whether the body was over the limit, and only its beginning is kept.</param>
/// <param name="Body">The body, as text.</param>
internal sealed record StoredDeadLetter(string Id, string SourceId, string Reason, int Attempts, bool IsCut, string Body);
