using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Requests;

namespace CacheLayer.Orchestrator.Promotions;

internal static class PromotionEndpoints
{
    public static void MapPromotions(this WebApplication app)
    {
        var answer = app.Services.GetRequiredService<ValueAnswer>();
        var fetcher = app.Services.GetRequiredService<PromotionFetcher>();

        app.MapGet($"/promotions/{{section={StoreSection.Default}}}", (string section, HttpContext http)
                => answer.WriteAsync(http, CatalogueKeyspaces.Promotion, RequestChecks.CheckSection(section), fetcher))
            .Answers<Promotion>("promotion", $"What a section of the shop promotes; {StoreSection.Default} when none is named.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
