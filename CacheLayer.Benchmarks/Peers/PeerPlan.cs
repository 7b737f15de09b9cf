namespace CacheLayer.Benchmarks.Peers;

/// <summary>How long and how often each cache runs.</summary>
internal sealed record PeerPlan(int Rounds, TimeSpan Slice, IReadOnlyList<int> Callers)
{
    /// <summary>The sizes of reads: one key, and ten.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [1, 10];
}
