using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer;

/// <summary>A <see cref="Fetcher{T}"/> each of whose fetches has a scope of its own, for origins that need scoped services, a <c>DbContext</c> for example.</summary>
/// <remarks>
/// A fetch is shared by its callers and outlives them: it goes on when they have given up, and an eager refresh begins when its caller has its
/// answer already. So it must use nothing of a caller's scope. Register it as a singleton.
/// </remarks>
/// <param name="scopes">Makes the scopes.</param>
public abstract class ScopedFetcher<T>(IServiceScopeFactory scopes) : Fetcher<T>
{
    /// <inheritdoc/>
    public sealed override async ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await FetchAsync(scope.ServiceProvider, id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public sealed override async ValueTask<IReadOnlyDictionary<string, Fetched<T>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await FetchManyAsync(scope.ServiceProvider, ids, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches one value.</summary>
    /// <param name="services">The services of this fetch; they are disposed when it ends.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="KeyspaceOptions.FetchTimeout"/>, and when the application stops.</param>
    protected abstract ValueTask<Fetched<T>> FetchAsync(IServiceProvider services, string id, CancellationToken cancellationToken);

    /// <summary>Fetches several values in one call, when <see cref="Fetcher{T}.FetchesMany"/> says that it can.</summary>
    /// <param name="services">The services of this fetch; they are disposed when it ends.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="KeyspaceOptions.FetchTimeout"/>, and when the application stops.</param>
    protected virtual ValueTask<IReadOnlyDictionary<string, Fetched<T>>> FetchManyAsync(IServiceProvider services, IReadOnlyList<string> ids, CancellationToken cancellationToken)
        => throw new NotSupportedException($"{GetType().Name} fetches one value at a time.");
}
