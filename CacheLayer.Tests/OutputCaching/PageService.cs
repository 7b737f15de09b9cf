using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.OutputCaching;

/// <summary>A web service with pages in the output cache, as one of several instances that share a Redis.</summary>
internal sealed class PageService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private PageService(WebApplication app)
    {
        _app = app;
        _http = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public IOutputCacheStore Store => _app.Services.GetRequiredService<IOutputCacheStore>();

    /// <param name="redis">The Redis.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="page">Makes <c>/pages/{id}</c>, tagged <c>pages</c> and with the id.</param>
    /// <param name="settings">More settings.</param>
    public static async Task<PageService> StartAsync(string redis, string prefix, Func<string, Task<string>> page, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:cache", redis)]);
        builder.AddCacheLayer("cache").AddOutputCache(options => options.KeyPrefix = prefix);
        builder.Services.AddOutputCache(options => options.DefaultExpirationTimeSpan = TimeSpan.FromMinutes(10));
        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/pages/{id}", async (string id, HttpContext context) =>
        {
            context.Features.Get<IOutputCacheFeature>()!.Context.Tags.Add(id);
            return await page(id);
        }).CacheOutput(policy => policy.Tag("pages").SetVaryByQuery("v").SetVaryByHost(false));
        await app.StartAsync();
        return new(app);
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(path);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
