namespace CacheLayer;

/// <summary>What an invalidation did.</summary>
/// <param name="Deleted">How many entries were there and are gone, dependents included.</param>
/// <param name="Replicas">How many replicas confirmed it.</param>
/// <param name="DeletedAfter">From the call until the primary had done it, attempts that failed included.</param>
/// <param name="ConfirmedAfter">From the call until the replicas had confirmed it.</param>
public readonly record struct InvalidationResult(int Deleted, int Replicas, TimeSpan DeletedAfter = default, TimeSpan ConfirmedAfter = default)
{
    /// <summary>How many entries stayed, because their version is not below that of the invalidation.</summary>
    public int Kept { get; init; }

    /// <summary>This, and a page that followed it: which replicas confirmed both, and when.</summary>
    internal InvalidationResult Then(InvalidationResult page) => new(
        Deleted, Math.Min(Replicas, page.Replicas), ConfirmedAfter + page.DeletedAfter, ConfirmedAfter + page.ConfirmedAfter);
}
