using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class RequestPlannerTests
{
    [Fact]
    public void Products_are_asked_for_alone()
        => Assert.All(Plan(RequestPath.Products, customers: 5, 100), request =>
        {
            Assert.Equal(RequestKind.Product, request.Kind);
            Assert.Matches("^/products/B0[0-9A-Z]{8}$", request.PathAndQuery);
        });

    [Fact]
    public void Pages_name_a_customer_and_a_section()
        => Assert.All(Plan(RequestPath.Pages, customers: 5, 100), request => Assert.Matches(
            "^/pages/B0[0-9A-Z]{8}[?]customer=(anonymous|c[0-4])&section=[a-z-]+$", request.PathAndQuery));

    [Fact]
    public void A_mix_has_every_route()
    {
        var requests = Plan(RequestPath.Mixed, customers: 5, 10_000).CountBy(request => request.Kind).ToDictionary();

        Assert.Equal(Enum.GetValues<RequestKind>().Length, requests.Count);
        Assert.InRange(requests[RequestKind.Product], 4_500, 5_500);
    }

    [Fact]
    public void Without_customers_all_visitors_are_anonymous()
        => Assert.All(Plan(RequestPath.Pages, customers: 0, 100), request
            => Assert.Contains("customer=anonymous", request.PathAndQuery, StringComparison.Ordinal));

    [Fact]
    public void Customers_come_back_to_products_so_that_recommendations_can_hit()
    {
        var asked = new HashSet<string>();
        var pages = Plan(RequestPath.Pages, customers: 500, 95_607);
        var repeated = pages.Count(page => !asked.Add(page.PathAndQuery.Split("&section=")[0]));

        Assert.InRange(repeated / (double)pages.Count, 0.6, 0.8);
    }

    private static List<PlannedRequest> Plan(RequestPath path, int customers, int count)
    {
        var planner = new RequestPlanner(new GeneratedKeys(new LoadModel(), seed: 1), path, new ProductAsins([]), customers, seed: 1);
        var requests = new List<PlannedRequest>();
        while (requests.Count < count && planner.TryNext(out var request))
        {
            requests.Add(request);
        }

        return requests;
    }
}
