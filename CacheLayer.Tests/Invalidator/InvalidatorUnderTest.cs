using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CacheLayer.Invalidator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.Invalidator;

/// <summary>The invalidator in this process, on a free port.</summary>
internal sealed class InvalidatorUnderTest : IAsyncDisposable
{
    private const string AdminKey = "the key of the administrator";

    private readonly WebApplication _app;

    private InvalidatorUnderTest(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<InvalidatorUnderTest> StartAsync(string cacheConnectionString, string eventsConnectionString, params string[] settings)
        => StartAsync(cacheConnectionString, eventsConnectionString, _ => { }, settings);

    /// <param name="cacheConnectionString">The cache.</param>
    /// <param name="eventsConnectionString">The event node.</param>
    /// <param name="configure">Replaces services.</param>
    /// <param name="settings">Settings, as <c>Name=value</c>.</param>
    public static async Task<InvalidatorUnderTest> StartAsync(
        string cacheConnectionString, string eventsConnectionString, Action<IServiceCollection> configure, params string[] settings)
    {
        var app = InvalidatorApp.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:cache={cacheConnectionString}",
            $"--ConnectionStrings:events={eventsConnectionString}",
            $"--Admin:Key={AdminKey}",
            .. settings.Select(setting => $"--{setting}"),
        ], configure);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>What <c>GET /dead-letters</c> answers to the administrator.</summary>
    public async Task<JsonElement> DeadLettersAsync()
    {
        var (status, page) = await AdministerAsync(HttpMethod.Get, "/dead-letters");
        Assert.Equal(HttpStatusCode.OK, status);
        return page;
    }

    /// <summary>Asks as the administrator.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> AdministerAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "X-Admin-Key", AdminKey } } };
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
