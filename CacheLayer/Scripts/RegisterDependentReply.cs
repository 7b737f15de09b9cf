namespace CacheLayer.Scripts;

/// <summary>What <see cref="RegisterDependentScript"/> knows of the entry that is depended on.</summary>
/// <param name="Watermark">The lowest version of it that may be used, or 0.</param>
/// <param name="InvalidatedAgo">How long ago it was invalidated; <see cref="TimeSpan.MaxValue"/> when that is too long ago to matter.</param>
internal readonly record struct RegisterDependentReply(long Watermark, TimeSpan InvalidatedAgo);
