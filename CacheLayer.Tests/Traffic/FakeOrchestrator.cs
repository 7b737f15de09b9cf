using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Traffic;

/// <summary>A real HTTP server on a free port that answers as a test wants it.</summary>
internal sealed class FakeOrchestrator : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeOrchestrator(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    /// <summary>Path and query of the requests, probes left out.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<FakeOrchestrator> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var orchestrator = new FakeOrchestrator(application);
        application.MapGet("/alive", () => "alive");
        application.MapFallback(context =>
        {
            orchestrator.Requests.Enqueue(context.Request.Path + context.Request.QueryString);
            return answer(context);
        });
        application.Urls.Add("http://127.0.0.1:0");
        await application.StartAsync();
        return orchestrator;
    }

    public static Task<FakeOrchestrator> StartAsync() => StartAsync(_ => Task.CompletedTask);

    /// <summary>An orchestrator whose cache starts empty and forgets nothing.</summary>
    public static Task<FakeOrchestrator> StartWithCacheAsync()
    {
        var cached = new ConcurrentDictionary<string, bool>();
        return StartAsync(context =>
        {
            var hit = !cached.TryAdd(context.Request.Path, true);
            context.Response.Headers["Cache-Status"] = $"CacheLayer; {(hit ? "hit" : "fwd=miss")}; detail={KeyspaceOf(context.Request.Path)}";
            context.Response.Headers["Server-Timing"] = hit ? "cache;dur=0.25" : "cache;dur=0.5, origin;dur=50.2";
            context.Response.Headers["X-Instance"] = "one";
            return context.Response.WriteAsync("{}");
        });
    }

    private static string KeyspaceOf(PathString path) => path.Value!.Split('/')[1] switch
    {
        "recommendations" => "reco",
        "promotions" => "promo",
        "reviews" => "review",
        _ => "product",
    };

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
