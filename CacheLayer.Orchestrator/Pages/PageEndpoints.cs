using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Requests;

namespace CacheLayer.Orchestrator.Pages;

internal static class PageEndpoints
{
    private const string Anonymous = "anonymous";

    public static void MapPages(this WebApplication app)
    {
        var answer = app.Services.GetRequiredService<PageAnswer>();

        app.MapGet("/pages/{asin}", (string asin, HttpContext http, string customer = Anonymous, string section = StoreSection.Default)
                => answer.WriteAsync(http, RequestChecks.ParseAsin(asin), RequestChecks.CheckCustomer(customer), RequestChecks.CheckSection(section)))
            .Answers<ProductPage<Product, ReviewSummary, Recommendations, Promotion>>(
                "page", "All that a product page shows, in one pipelined read: product, reviews, recommendations and promotion.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
