namespace CacheLayer.OriginMock.Events;

/// <summary><c>{"version":2}</c></summary>
internal sealed record AppliedChange(long? Version);
