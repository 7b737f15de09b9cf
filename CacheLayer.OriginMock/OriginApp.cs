using CacheLayer.OriginMock.Calls;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Events;
using CacheLayer.OriginMock.Faults;
using CacheLayer.OriginMock.Products;
using CacheLayer.OriginMock.Promotions;
using CacheLayer.OriginMock.Recommendation;
using CacheLayer.OriginMock.Reviews;
using CacheLayer.OriginMock.Storage;

namespace CacheLayer.OriginMock;

/// <summary>The slow origin as one application; tests build it in their own process.</summary>
internal static class OriginApp
{
    /// <param name="args">Settings.</param>
    /// <param name="configure">What a test replaces.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddAdminKey();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCatalogue();
        builder.Services.AddStore();
        builder.Services.AddSingleton<ProductStore>();
        builder.Services.AddSingleton<PromotionStore>();
        builder.Services.AddSingleton<ReviewStore>();
        builder.Services.AddSingleton<Recommender>();
        builder.Services.AddSingleton<CallCounter>();
        builder.Services.AddFaults();
        builder.AddChangeEvents();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapStats();
        app.MapFaults();

        var reads = app.MapGroup("").AddEndpointFilter<CallCounterFilter>().AddEndpointFilter<OutageFilter>().AddEndpointFilter<SlowReadFilter>();
        reads.MapProductReads();
        reads.MapReviewReads();
        reads.MapRecommendationReads();
        reads.MapPromotionReads();

        var writes = app.MapGroup("").AddEndpointFilter<CallCounterFilter>().RequireAdminKey().AddEndpointFilter<OutageFilter>();
        writes.MapProductWrites();
        writes.MapReviewWrites();
        writes.MapPromotionWrites();
        return app;
    }
}
