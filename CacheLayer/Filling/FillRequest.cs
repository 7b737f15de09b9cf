using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>A key that the nearest node did not have, or not much longer.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id.</param>
/// <param name="Policy">The keyspace's policy.</param>
/// <param name="Fetcher">How to fetch it.</param>
/// <param name="ArrivedAt">When its caller began: what is answered must have been current then, or later.</param>
/// <param name="Fault">Why the cache could not be asked, or null.</param>
/// <param name="StaleStoredAt">When the entry was stored that is to be replaced, or null when there is none.</param>
internal readonly record struct FillRequest<T>(
    Keyspace<T> Keyspace, string Id, KeyspacePolicy Policy, Fetcher<T> Fetcher, long ArrivedAt, Exception? Fault, long? StaleStoredAt = null);
