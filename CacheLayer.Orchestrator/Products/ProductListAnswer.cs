using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;

namespace CacheLayer.Orchestrator.Products;

/// <summary>Answers requests for several products with those that can be had; when none can, with the reason.</summary>
internal sealed class ProductListAnswer(CacheAside cache, ProductFetcher fetcher)
{
    public Task WriteAsync(HttpContext http, string[] asins)
        => MessagePackFormat.IsWantedBy(http.Request)
            ? ReadAndWriteAsync(http, CatalogueKeyspaces.Product.Raw, asins, fetcher.Raw)
            : ReadAndWriteAsync(http, CatalogueKeyspaces.Product, asins, fetcher);

    private async Task ReadAndWriteAsync<T>(HttpContext http, Keyspace<T> keyspace, string[] asins, Fetcher<T> fetch)
        where T : class
    {
        var reads = await cache.GetManyOrFetchAsync(keyspace, asins, fetch, http.RequestAborted);
        AnswerHeaders.Write(http.Response, CacheStatus.Of(keyspace, reads), reads.Max(read => read.Latency), reads.Max(read => read.OriginLatency));
        FailedPart[] errors = [.. reads.Select(read => FailedPart.Of(read.Id, read)).OfType<FailedPart>()];
        if (errors.Length == reads.Length)
        {
            Failure.Throw(reads[0].Error);
        }

        await AnswerBody.WriteAsync(http, new ProductList<T> { Products = Array.ConvertAll(reads, read => read.Value), Errors = errors is [] ? null : errors });
    }
}
