namespace CacheLayer.OriginMock.Events;

/// <summary>The answer to a write: <c>{"version":2,"invalidated":true}</c>.</summary>
/// <param name="Version">The version that the change made.</param>
/// <param name="Invalidated">Whether the caches are known to have let go of the old value.</param>
internal sealed record AppliedChange(long? Version, bool Invalidated);
