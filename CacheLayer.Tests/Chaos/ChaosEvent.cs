using CacheLayer.Traffic.Checking;

namespace CacheLayer.Tests.Chaos;

/// <summary>An event on the stream.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Key">The product.</param>
/// <param name="Change">What it tells of.</param>
internal readonly record struct ChaosEvent(string Id, int Key, Change Change);
