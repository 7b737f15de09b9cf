namespace CacheLayer.Benchmarks.Dependents;

/// <summary>How long the invalidation of a product takes, of many each.</summary>
/// <param name="RecoKeys">Entries in the keyspace.</param>
/// <param name="Dependents">Entries that depend on the product.</param>
/// <param name="MedianMilliseconds">Median time until it is confirmed.</param>
/// <param name="ServerMicroseconds">CPU time of the server for one, in microseconds.</param>
internal sealed record InvalidationRow(int RecoKeys, int Dependents, double MedianMilliseconds, double ServerMicroseconds);
