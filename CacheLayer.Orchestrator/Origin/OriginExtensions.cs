using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace CacheLayer.Orchestrator.Origin;

internal static class OriginExtensions
{
    public static void AddOrigin(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OriginOptions>().BindConfiguration(OriginOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddExceptionHandler<OriginExceptionHandler>();
        var client = services.AddHttpClient<OriginClient>(http =>
        {
            http.BaseAddress = new Uri("http://origin");
            // The pipeline below times calls out.
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // Fetchers hold one client for good, so the connections, not the handler, are what follows a change of DNS.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(1),
            AllowAutoRedirect = false,
            UseCookies = false,
        });
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
#pragma warning disable EXTEXP0001 // The standard handler's retries would multiply the load on an origin that is failing.
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        client.AddResilienceHandler("origin", (pipeline, context) => Protect(pipeline, context.ServiceProvider.GetRequiredService<IOptions<OriginOptions>>().Value));
    }

    private static void Protect(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, OriginOptions options)
        => pipeline
            .AddTimeout(TimeSpan.FromMilliseconds(options.TimeoutMs))
            .AddRetry(new HttpRetryStrategyOptions
            {
                // Only reads are sent, and only a call that reached nobody is sent again.
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }),
                MaxRetryAttempts = 1,
                Delay = TimeSpan.Zero,
            });
}
