namespace CacheLayer;

/// <summary>Makes keys unreadable on the primary and on every connected replica.</summary>
public sealed class CacheInvalidator
{
    /// <summary>
    /// Raised when another node has become the primary. Replication is asynchronous, so it may lack the last invalidations:
    /// carry out those of the last minute again. Handlers must return at once.
    /// </summary>
    public event Action? PrimaryChanged
    {
        add { }
        remove { }
    }

    /// <summary>Removes the entries and their dependents, raises their watermarks, and waits for the connected replicas.</summary>
    /// <returns>When this returns, no read that begins later can see what was removed.</returns>
    /// <exception cref="CacheUnavailableException">The primary or a connected replica did not confirm in time; nothing is known, call again.</exception>
    public ValueTask<InvalidationResult> InvalidateAsync(IReadOnlyList<Invalidation> invalidations, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();
}
