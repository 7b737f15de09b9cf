using System.Diagnostics;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator.Worker;

/// <summary>A record, what it asks for, and its span.</summary>
internal readonly record struct ParsedRecord(ChangeRecord Record, ParsedBody Body, Activity? Activity = null);
