namespace CacheLayer.Tests.Chaos;

/// <summary>What a run of chaos does.</summary>
/// <param name="Events">How many events are published.</param>
/// <param name="EventsPerSecond">How fast.</param>
/// <param name="Keys">How many products they are about.</param>
/// <param name="Readers">How many readers there are, in two processes' worth of caches.</param>
/// <param name="BetweenFaults">The time from one fault to the next.</param>
/// <param name="Seed">Which events are bad, and what is killed when.</param>
internal sealed record ChaosPlan(int Events, int EventsPerSecond, int Keys, int Readers, TimeSpan BetweenFaults, int Seed)
{
    /// <summary>The share of events that nobody can carry out.</summary>
    public double BadShare { get; init; } = 0.01;
}
