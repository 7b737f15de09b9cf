using CacheLayer.ServiceDefaults.Health;
using CacheLayer.ServiceDefaults.Http;
using CacheLayer.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the application has in common.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, health checks, service discovery, resilient HTTP clients, request limits, problem details and snake_case JSON.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddQuietLogs();
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.AddHttpClientDefaults();
        builder.AddHttpServerDefaults();
        return builder;
    }

    /// <summary>Makes every error a problem details answer; call it before mapping endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(RequestBodyLimit.InvokeAsync);
        return app;
    }

    /// <summary>Maps <c>/health</c> (every check: may this instance get requests?) and <c>/alive</c> (is the process sound?), in every environment.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthEndpoints();
        return app;
    }
}
