using CacheLayer.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Distributed;

/// <summary>What a Redis that does not answer for a second does to those who take "nothing there" for "never stored".</summary>
[Trait("Tier", "faults")]
public sealed class PausedRedisTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private const int Users = 12;
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    private readonly EphemeralDataProtectionProvider _cookies = new();

    [Fact]
    public async Task A_read_waits_for_what_is_there()
    {
        await using var service = await StartAsync();
        var cache = service.Services.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("k", [1], Hour);
        await PauseAsync();

        Assert.Equal(new byte[] { 1 }, await cache.GetAsync("k"));
    }

    [Fact]
    public async Task Sessions_that_are_written_without_being_loaded_first_lose_nothing()
    {
        await using var one = await StartAsync();
        await using var fresh = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var users = await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => StoreCartAsync(http, one)));
        await PauseAsync();
        await Task.WhenAll(users.Select(user => AskAsync(http, fresh, "see", user)));

        var carts = await Task.WhenAll(users.Select(user => AskAsync(http, one, "cart", user)));
        Assert.All(carts, cart => Assert.Equal("full", cart));
    }

    [Fact]
    public async Task Synchronous_calls_at_once_do_not_take_the_threads_that_answer_them()
    {
        await using var service = await StartAsync();
        var cache = service.Services.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("k", [1], Hour);

        var reads = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => cache.Get("k"))));

        Assert.All(reads, read => Assert.Equal(new byte[] { 1 }, read));
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:cache", fixture.Redis.ConnectionString)]);
        builder.Services.AddSingleton<IDataProtectionProvider>(_cookies);
        builder.Services.AddSession();
        builder.AddCacheLayer("cache").AddDistributedCache();
        var app = builder.Build();
        app.UseSession();
        app.MapGet("/store", (HttpContext context) => context.Session.SetString("cart", "full"));
        app.MapGet("/see", (HttpContext context) => context.Session.SetString("seen", "page"));
        app.MapGet("/cart", (HttpContext context) => context.Session.GetString("cart"));
        await app.StartAsync();
        return app;
    }

    private Task PauseAsync() => fixture.Redis.Nodes[0].ExecuteAsync("CLIENT", "PAUSE", "1000");

    /// <returns>The user's cookie.</returns>
    private static async Task<string> StoreCartAsync(HttpClient http, WebApplication service)
    {
        using var response = (await http.GetAsync($"{service.Urls.Single()}/store")).EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<string> AskAsync(HttpClient http, WebApplication service, string path, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{service.Urls.Single()}/{path}") { Headers = { { "Cookie", user } } };
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
