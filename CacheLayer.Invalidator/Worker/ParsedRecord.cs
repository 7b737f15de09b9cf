using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Worker;

/// <summary>A record, and what it asks for.</summary>
internal readonly record struct ParsedRecord(ChangeRecord Record, ParsedBody Body);
