using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Requests;

namespace CacheLayer.Orchestrator.Recommendation;

internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this WebApplication app)
    {
        var answer = app.Services.GetRequiredService<ValueAnswer>();
        var fetcher = app.Services.GetRequiredService<RecommendationsFetcher>();

        app.MapGet("/recommendations/{customer}/{asin}", (string customer, string asin, HttpContext http) => answer.WriteAsync(
                http,
                CatalogueKeyspaces.Recommendations,
                CatalogueKeyspaces.RecommendationsId(RequestChecks.CheckCustomer(customer), RequestChecks.ParseAsin(asin)),
                fetcher))
            .Answers<Recommendations>("recommendations", "What a customer who looks at a product may like.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
