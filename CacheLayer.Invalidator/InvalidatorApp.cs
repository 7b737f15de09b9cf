using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Streams;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator;

/// <summary>The invalidator as one application; tests build it in their own process.</summary>
internal static class InvalidatorApp
{
    /// <param name="args">Settings.</param>
    /// <param name="configure">What a test replaces.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddAdminKey();
        builder.AddCacheLayer("cache");
        builder.AddEventNode();
        builder.AddInvalidation();
        builder.AddChangeSources();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapDeadLetters();
        app.MapSns();
        return app;
    }
}
