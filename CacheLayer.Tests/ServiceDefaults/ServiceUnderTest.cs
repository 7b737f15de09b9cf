using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.ServiceDefaults;

/// <summary>A service with nothing but the defaults and a few endpoints to try them on.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    public const string AdminKey = "the key of the administrator";

    private readonly WebApplication _app;

    private ServiceUnderTest(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public static async Task<ServiceUnderTest> StartAsync(Func<HealthCheckResult>? check = null, string adminKey = AdminKey)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Admin:Key", adminKey)]);
        builder.AddServiceDefaults();
        builder.AddAdminKey();
        builder.Services.AddHealthChecks().AddCheck("cache", check ?? (() => HealthCheckResult.Healthy()));

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapPost("/echo", (Message message) => message);
        app.MapGet("/throws", string () => throw new InvalidOperationException("secret"));
        app.MapGet("/admin", () => "welcome").RequireAdminKey();
        await app.StartAsync();
        return new ServiceUnderTest(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Message(string FirstWord, int HowMany);
}
