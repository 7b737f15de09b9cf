using CacheLayer.OriginMock.Events;
using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Reviews;

internal static class ReviewEndpoints
{
    public static void MapReviewReads(this IEndpointRouteBuilder routes)
        => routes.MapGet("/reviews/{asin}", (string asin, ReviewStore reviews)
            => Answer.With(reviews.Find(RequestChecks.ParseAsin(asin)), "product")).WithName("reviews");

    public static void MapReviewWrites(this IEndpointRouteBuilder routes)
        => routes.MapPost("/reviews/{asin}", (string asin, NewReview review, ReviewStore reviews, ChangeAnnouncer announcer) =>
        {
            var (id, (stars, headline)) = (RequestChecks.ParseAsin(asin), review.Checked());
            return announcer.ApplyAsync(reviews.Add(id, stars, headline));
        }).WithName("add_review");
}
