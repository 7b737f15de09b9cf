using Microsoft.AspNetCore.Builder;

namespace CacheLayer.Tests.Orchestrator;

/// <summary>One of our services, running in this process on a free port.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string AdminKey = "the key of the administrator";

    private readonly WebApplication _app;

    private RunningService(WebApplication app)
    {
        _app = app;
        Url = app.Urls.Single();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <param name="build">The service's <c>Build</c>.</param>
    /// <param name="settings">Configuration, <c>name=value</c>.</param>
    public static async Task<RunningService> StartAsync(Func<string[], WebApplication> build, params IEnumerable<string> settings)
    {
        string[] always = ["urls=http://127.0.0.1:0", $"Admin:Key={AdminKey}", "Logging:LogLevel:Default=Warning"];
        var app = build([.. always.Concat(settings).Select(setting => $"--{setting}")]);
        await app.StartAsync();
        return new RunningService(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
