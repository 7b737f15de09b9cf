using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Answers;
using CacheLayer.Orchestrator.Description;
using CacheLayer.Orchestrator.Origin;
using CacheLayer.Orchestrator.Pages;
using CacheLayer.Orchestrator.Products;
using CacheLayer.Orchestrator.Promotions;
using CacheLayer.Orchestrator.Recommendation;
using CacheLayer.Orchestrator.Reviews;
using CacheLayer.Orchestrator.Statistics;

namespace CacheLayer.Orchestrator;

/// <summary>The request path as one application; tests build it in their own process.</summary>
internal static class OrchestratorApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // Before the handlers of the defaults: it only stamps.
        builder.Services.AddExceptionHandler<InstanceHeader>();
        builder.AddServiceDefaults();
        builder.AddCacheLayer("cache").AddKeyspaces(CatalogueKeyspaces.All);
        builder.AddOrigin();
        builder.Services.AddAnswers();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton<ProductFetcher>();
        builder.Services.AddSingleton<ProductListAnswer>();
        builder.Services.AddSingleton<RecommendationsFetcher>();
        builder.Services.AddSingleton<PromotionFetcher>();
        builder.Services.AddSingleton<ReviewFetcher>();
        builder.Services.AddSingleton<PageAnswer>();

        var app = builder.Build();
        app.Use(InstanceHeader.InvokeAsync);
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapApiDescription();
        app.MapProducts();
        app.MapRecommendations();
        app.MapPromotions();
        app.MapReviews();
        app.MapPages();
        app.MapStatistics();
        return app;
    }
}
