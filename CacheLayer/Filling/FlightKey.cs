namespace CacheLayer.Filling;

/// <summary>What flights are found by. The keyspace itself and not its name: it says of which type the value is.</summary>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Id">The id.</param>
/// <param name="IsRefresh">Whether it is an eager refresh: no caller waits for it, and no miss joins it.</param>
internal readonly record struct FlightKey(Keyspace Keyspace, string Id, bool IsRefresh = false);
