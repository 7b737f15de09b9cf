using System.Net.Http.Json;
using System.Text.Json;
using CacheLayer.OriginMock;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.OriginMock;

/// <summary>The origin in this process, on a free port, without latency.</summary>
internal sealed class OriginUnderTest : IAsyncDisposable
{
    public const string AdminKey = "the key of the administrator";

    private readonly WebApplication _app;

    private OriginUnderTest(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Admin = new HttpClient { BaseAddress = Http.BaseAddress, DefaultRequestHeaders = { { "X-Admin-Key", AdminKey } } };
    }

    public HttpClient Http { get; }

    public HttpClient Admin { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<OriginUnderTest> StartAsync(string eventsConnectionString, params string[] settings) => StartAsync(eventsConnectionString, _ => { }, settings);

    /// <param name="eventsConnectionString">The event node.</param>
    /// <param name="configure">Replaces services.</param>
    /// <param name="settings">Settings, as <c>Name=value</c>.</param>
    public static async Task<OriginUnderTest> StartAsync(string eventsConnectionString, Action<IServiceCollection> configure, params string[] settings)
    {
        var app = OriginApp.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:events={eventsConnectionString}",
            $"--Admin:Key={AdminKey}",
            "--Origin:LatencyMs=0",
            .. settings.Select(setting => $"--{setting}"),
        ], configure);
        await app.StartAsync();
        return new(app);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Writes, and returns the status and the answer.</summary>
    public async Task<(int Status, JsonElement Answer)> PutAsync(string path, string json, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Put, path) { Content = new StringContent(json, null, "application/json") };
        using var response = await Admin.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await _app.DisposeAsync();
    }
}
