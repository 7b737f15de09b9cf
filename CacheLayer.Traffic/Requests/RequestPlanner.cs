using CacheLayer.Catalogue;

namespace CacheLayer.Traffic.Requests;

/// <summary>Makes the requests, one a key; the same seed makes the same requests.</summary>
internal sealed class RequestPlanner(IKeySource keys, RequestPath path, ProductAsins asins, int customers, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Customers _customers = new(customers, new Random(seed));

    public bool TryNext(out PlannedRequest request)
    {
        if (!keys.TryNext(out var key))
        {
            request = default;
            return false;
        }

        var kind = RequestMix.Next(path, _random);
        request = new PlannedRequest(kind, kind switch
        {
            RequestKind.Product => $"/products/{asins[key]}",
            RequestKind.Review => $"/reviews/{asins[key]}",
            RequestKind.Recommendations => $"/recommendations/{_customers.Next(key)}/{asins[key]}",
            RequestKind.Promotion => $"/promotions/{NextSection()}",
            RequestKind.Page => $"/pages/{asins[key]}?customer={_customers.Next(key)}&section={NextSection()}",
            _ => throw new InvalidOperationException($"No route for {kind}."),
        });
        return true;
    }

    /// <summary>Every second request is for the default section, as visitors enter there.</summary>
    private string NextSection()
        => _random.Next(2) is 0 ? StoreSection.Default : StoreSection.All[_random.Next(StoreSection.All.Count)];
}
