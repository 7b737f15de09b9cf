using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Requests;

namespace CacheLayer.Orchestrator.Reviews;

internal static class ReviewEndpoints
{
    public static void MapReviews(this WebApplication app)
    {
        var answer = app.Services.GetRequiredService<ValueAnswer>();
        var fetcher = app.Services.GetRequiredService<ReviewFetcher>();

        app.MapGet("/reviews/{asin}", (string asin, HttpContext http)
                => answer.WriteAsync(http, CatalogueKeyspaces.Review, RequestChecks.ParseAsin(asin).Value, fetcher))
            .Answers<ReviewSummary>("reviews", "The reviews of a product, summed up.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
