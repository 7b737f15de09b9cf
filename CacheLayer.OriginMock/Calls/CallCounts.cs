namespace CacheLayer.OriginMock.Calls;

/// <summary>Calls since a time, failed ones included; a bulk read is one call.</summary>
internal sealed record CallCounts(DateTimeOffset Since, long Total, IReadOnlyDictionary<string, long> Calls);
