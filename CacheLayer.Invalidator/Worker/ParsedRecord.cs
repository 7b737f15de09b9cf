using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Streams;

namespace CacheLayer.Invalidator.Worker;

/// <summary>A stream entry, and what it asks for.</summary>
internal readonly record struct ParsedRecord(StreamRecord Record, ParsedBody Body);
