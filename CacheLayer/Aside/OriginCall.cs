namespace CacheLayer.Aside;

/// <summary>How a flight asks the origin: alone here, together with others of its batch in <see cref="Batching.BulkFetch{T}"/>.</summary>
/// <remarks>A flight that began says <see cref="Enlist"/> once, and then either <see cref="FetchAsync"/> or <see cref="Leave"/> once.</remarks>
internal class OriginCall<T>(Fetcher<T> fetcher)
{
    public Fetcher<T> Fetcher { get; } = fetcher;

    /// <summary>A flight may need a fetch.</summary>
    public virtual void Enlist()
    {
    }

    /// <summary>It needs none, or will ask on its own later.</summary>
    public virtual void Leave()
    {
    }

    public virtual ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken) => Fetcher.FetchAsync(id, cancellationToken);
}
