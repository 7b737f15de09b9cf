namespace CacheLayer.Adapters.Responses;

/// <summary>A miss after which a response is made.</summary>
/// <param name="At">When the read began, as a timestamp.</param>
/// <param name="PrimaryEpoch">How many primaries there had been by then.</param>
internal readonly record struct Miss(long At, int PrimaryEpoch);
