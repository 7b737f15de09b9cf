using MessagePack;

namespace CacheLayer.Tests.Hybrid;

/// <summary>A class that MessagePack serialises.</summary>
[MessagePackObject]
public sealed record PackedThing([property: Key(0)] string Name, [property: Key(1)] int Number);
