using CacheLayer.Keyspaces;

namespace CacheLayer.Fetching;

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

    /// <summary>Marks what the calling async method does from here on as part of a fetch, until that is over.</summary>
    public static FetchNesting Begin(KeyspacePolicy policy) => Innermost.Value = new(policy, Innermost.Value);

    /// <summary>Whether a fetch of this keyspace is under way that the code that runs is part of.</summary>
    public static bool IsWithin(KeyspacePolicy policy)
    {
        for (var fetch = Innermost.Value; fetch is not null; fetch = fetch._outer)
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
