namespace CacheLayer.Invalidator.Events;

/// <summary>An event that can never be carried out, however often it is tried. The message holds nothing of the event's content.</summary>
internal sealed class RejectedEventException(string reason) : Exception(reason);
