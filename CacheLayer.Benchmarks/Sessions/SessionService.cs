using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Benchmarks.Sessions;

/// <summary>A web service with sessions over a cache: it stores a cart, writes to a session without loading it first, and tells what is in the cart.</summary>
internal static class SessionService
{
    /// <summary>Starts it on a free port.</summary>
    /// <param name="redis">The Redis that the sessions are on.</param>
    /// <param name="keys">The folder with the keys of the cookies, which all processes share.</param>
    /// <param name="isMicrosofts">Whether the sessions are on Microsoft's cache over the same Redis.</param>
    public static async Task<WebApplication> StartAsync(string redis, string keys, bool isMicrosofts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:cache", redis)]);
        builder.Services.AddDataProtection().SetApplicationName("sessions").PersistKeysToFileSystem(new(keys));
        builder.Services.AddSession();
        if (isMicrosofts)
        {
            builder.Services.AddStackExchangeRedisCache(options => options.Configuration = redis);
        }
        else
        {
            builder.AddCacheLayer("cache").AddDistributedCache();
        }

        var app = builder.Build();
        app.UseSession();
        app.MapGet("/store", (HttpContext context) => context.Session.SetString("cart", "full"));
        app.MapGet("/see", (HttpContext context) => context.Session.SetString("seen", "page"));
        app.MapGet("/cart", (HttpContext context) => context.Session.GetString("cart") ?? "empty");
        await app.StartAsync();
        return app;
    }
}
