namespace CacheLayer.Keyspaces;

/// <summary>Lets fetches through: as many at once as their keyspace allows, those that were abandoned apart.</summary>
internal sealed class FetchGate(FetchGates gates, KeyspaceOptions options, TimeProvider time)
{
    private volatile FetchLimiter _limiter = new(gates.Keyspace, options);

    public AbandonedFetches Abandoned { get; } = new(gates, time);

    /// <summary>Waits for a turn.</summary>
    /// <param name="id">The key, or null for several.</param>
    /// <param name="options">The policy as it is now; fetches under way end by the limits that they began by.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="OriginOverloadedException">Too many fetches are under way, waiting or abandoned.</exception>
    public ValueTask<IDisposable> EnterAsync(string? id, KeyspaceOptions options, CancellationToken stopping)
    {
        Abandoned.ThrowIfRefused(id);
        if (!_limiter.Suits(options))
        {
            _limiter = new(gates.Keyspace, options);
        }

        return _limiter.EnterAsync(stopping);
    }

    /// <summary>The origin answered, if only with an error.</summary>
    public void Answered()
    {
        Abandoned.Answered();
        gates.Answered();
    }
}
