namespace CacheLayer.Invalidator.Lag;

/// <summary>What waits to be carried out.</summary>
/// <param name="Depth">Events that were published and not acknowledged.</param>
/// <param name="OldestAge">How long ago the oldest of them was published; zero when there is none.</param>
internal sealed record Backlog(long Depth, TimeSpan OldestAge)
{
    public static Backlog None { get; } = new(0, TimeSpan.Zero);

    /// <summary>What waits at two sources.</summary>
    public static Backlog operator +(Backlog one, Backlog other)
        => new(one.Depth + other.Depth, one.OldestAge > other.OldestAge ? one.OldestAge : other.OldestAge);
}
