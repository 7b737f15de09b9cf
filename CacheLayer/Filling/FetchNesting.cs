using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>
/// Which fetches the code that runs is part of. A fetch that reads other keys of its own keyspace must not wait for a turn that those like it
/// hold: as many of them as there are turns would wait for each other.
/// </summary>
internal sealed class FetchNesting : IDisposable
{
    private static readonly AsyncLocal<FetchNesting?> Innermost = new();

    private readonly KeyspacePolicy _policy;
    private readonly FetchNesting? _outer;

    // What a fetch leaves running is no part of it any more.
    private volatile bool _isOver;

    private FetchNesting(KeyspacePolicy policy, FetchNesting? outer) => (_policy, _outer) = (policy, outer);

    /// <summary>The innermost fetch that the code that runs is part of, or null.</summary>
    public static FetchNesting? Current => Innermost.Value;

    /// <summary>Marks what the calling async method does from here on as part of a fetch, until that is over.</summary>
    /// <param name="policy">Of the keyspace that is fetched from.</param>
    /// <param name="outer">The fetch that this one is part of, or null.</param>
    public static FetchNesting Begin(KeyspacePolicy policy, FetchNesting? outer) => Innermost.Value = new(policy, outer);

    /// <summary>Whether a fetch of this keyspace is under way that another fetch, or null, is or is part of.</summary>
    public static bool IsWithin(FetchNesting? fetch, KeyspacePolicy policy)
    {
        for (; fetch is not null; fetch = fetch._outer)
        {
            if (ReferenceEquals(fetch._policy, policy) && !fetch._isOver)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _isOver = true;
}
