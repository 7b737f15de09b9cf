using CacheLayer.Catalogue;

namespace CacheLayer.Tests.Cost.Counting;

/// <summary>An origin that answers nothing before it is told to, so that what a miss does before and after the fetch can be counted apart.</summary>
/// <param name="products">What it answers.</param>
/// <param name="many">Whether it fetches many in one call.</param>
/// <param name="dependsOn">What each answer is made from, or null.</param>
internal sealed class HeldFetcher(IReadOnlyDictionary<string, Product> products, bool many, Func<string, CacheDependency>? dependsOn = null) : Fetcher<Product>
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _asked = new(0);

    public override bool FetchesMany => many;

    /// <summary>Waits for the next call.</summary>
    public Task AskedAsync() => _asked.WaitAsync();

    /// <summary>Answers all calls, also those that will come.</summary>
    public void Open() => _open.SetResult();

    public override async ValueTask<Fetched<Product>> FetchAsync(string id, CancellationToken cancellationToken)
    {
        _asked.Release();
        await _open.Task;
        return Answer(id);
    }

    public override async ValueTask<IReadOnlyDictionary<string, Fetched<Product>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        _asked.Release();
        await _open.Task;
        return ids.ToDictionary(id => id, Answer);
    }

    private Fetched<Product> Answer(string id) => new(products[id], products[id].Version, dependsOn is null ? null : [dependsOn(id)]);
}
