namespace CacheLayer.Traffic.Checking;

/// <summary>A read that returned an older version than had been acknowledged.</summary>
/// <param name="Asin">The product.</param>
/// <param name="Version">The version that it returned.</param>
/// <param name="Source">Where the orchestrator says that it had it from.</param>
/// <param name="Lacks">The first change that it lacks.</param>
internal readonly record struct StaleRead(string Asin, long Version, AnswerSource Source, Change Lacks);
