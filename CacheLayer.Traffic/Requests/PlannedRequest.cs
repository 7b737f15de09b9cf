namespace CacheLayer.Traffic.Requests;

internal readonly record struct PlannedRequest(RequestKind Kind, string PathAndQuery);
