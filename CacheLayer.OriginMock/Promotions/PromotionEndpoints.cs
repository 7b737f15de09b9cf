using CacheLayer.OriginMock.Events;
using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Promotions;

internal static class PromotionEndpoints
{
    public static void MapPromotionReads(this IEndpointRouteBuilder routes)
        => routes.MapGet("/promotions/{section}", (string section, PromotionStore promotions)
            => Answer.With(promotions.Find(section), "promotion")).WithName("promotion");

    public static void MapPromotionWrites(this IEndpointRouteBuilder routes)
        => routes.MapPut("/promotions/{section}", (string section, PromotionChange change, PromotionStore promotions, ChangeAnnouncer announcer) =>
        {
            var (headline, percentOff) = change.Checked();
            return announcer.ApplyAsync(promotions.Replace(section, headline, percentOff));
        }).WithName("set_promotion");
}
