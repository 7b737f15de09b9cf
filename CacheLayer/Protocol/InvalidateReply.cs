namespace CacheLayer.Protocol;

/// <summary>What <see cref="InvalidateScript"/> found.</summary>
/// <param name="Deleted">Whether there was a value.</param>
/// <param name="Dependents">The value keys of the entries that depend on it; their values may be gone already.</param>
internal readonly record struct InvalidateReply(bool Deleted, string[] Dependents);
