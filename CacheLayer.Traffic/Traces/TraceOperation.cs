namespace CacheLayer.Traffic.Traces;

internal enum TraceOperation
{
    Get,
    Set,
    Delete,
}
