namespace CacheLayer.Tests.Races.Histories;

/// <summary>What the library can be set to that matters in a race.</summary>
/// <param name="Versions">Whether the origin has versions; without, only leases protect.</param>
/// <param name="FillWaitFactor">How long to wait for another process, in multiples of <paramref name="OriginLatency"/>; 0: not at all.</param>
/// <param name="OriginLatency">What the wait is measured by.</param>
/// <param name="Processes">How many processes the readers are in.</param>
internal sealed record CacheLayerOptions(bool Versions, double FillWaitFactor, TimeSpan OriginLatency, int Processes = 2);
