using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Recommendation;

internal static class RecommendationEndpoints
{
    public static void MapRecommendationReads(this IEndpointRouteBuilder routes)
        => routes.MapGet("/recommendations/{customer}/{asin}", (string customer, string asin, Recommender recommender)
            => Answer.With(recommender.Recommend(RequestChecks.Text(customer, "customer", 64), RequestChecks.ParseAsin(asin)), "product"))
            .WithName("recommendations");
}
