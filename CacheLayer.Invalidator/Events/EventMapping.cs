using System.Text.Json;

namespace CacheLayer.Invalidator.Events;

/// <summary>Says which entry an event of some type makes unreadable.</summary>
/// <param name="Keyspace">The keyspace of the entry.</param>
/// <param name="IdOf">Finds the id of the entry in an event; throws <see cref="RejectedEventException"/> when it is not there.</param>
internal sealed record EventMapping(Keyspace Keyspace, Func<JsonElement, string> IdOf);
