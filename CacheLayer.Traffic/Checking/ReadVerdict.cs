namespace CacheLayer.Traffic.Checking;

/// <summary>What a read turned out to be.</summary>
/// <param name="StaleFor">How long before the read the first change that it lacks was begun; zero when it lacks none.</param>
/// <param name="Violation">Why it must not have returned this version, or null.</param>
internal readonly record struct ReadVerdict(TimeSpan StaleFor, StaleCause? Violation);
