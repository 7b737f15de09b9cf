namespace CacheLayer.Traffic.Checking;

/// <summary>What a read turned out to be.</summary>
/// <param name="StaleFor">How long before the read the first change that it lacks was begun; zero when it lacks none.</param>
/// <param name="Violation">Why it must not have returned this version, or null.</param>
/// <param name="Lacks">The first acknowledged change that it lacks, when there is one.</param>
internal readonly record struct ReadVerdict(TimeSpan StaleFor, StaleCause? Violation, Change? Lacks = null);
