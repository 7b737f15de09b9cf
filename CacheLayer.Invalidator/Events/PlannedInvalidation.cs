namespace CacheLayer.Invalidator.Events;

/// <summary>What an event asks for.</summary>
/// <param name="EventType">Its type.</param>
/// <param name="OccurredAt">When the change was made, if the event says so.</param>
/// <param name="Invalidation">What to make unreadable.</param>
internal readonly record struct PlannedInvalidation(string EventType, DateTimeOffset? OccurredAt, Invalidation Invalidation);
