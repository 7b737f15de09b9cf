namespace CacheLayer.Aside;

/// <summary>What flights are found by. The keyspace itself and not its name: it says of which type the value is.</summary>
internal readonly record struct FlightKey(Keyspace Keyspace, string Id);
