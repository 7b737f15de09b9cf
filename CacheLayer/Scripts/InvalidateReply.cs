namespace CacheLayer.Scripts;

/// <summary>What <see cref="InvalidateScript"/> found.</summary>
/// <param name="Deleted">Whether there was a value, which is gone.</param>
/// <param name="Kept">Whether there is a value as new as the change.</param>
/// <param name="Dependents">The first of the entries that depend on it.</param>
internal readonly record struct InvalidateReply(bool Deleted, bool Kept, DependentsPage Dependents);
