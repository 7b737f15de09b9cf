using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves <see cref="ResourceService"/> to the dashboard.</summary>
internal sealed class ResourceServiceHost(DashboardSettings settings, ResourceService service, ILogger<DistributedApplication> logger) : IHostedService
{
    private const string ApiKeyHeader = "x-resource-service-api-key";

    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // gRPC without TLS needs HTTP/2 from the first byte.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.ResourceServiceUrl.Port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(service);
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.Use(RequireApiKeyAsync);
        app.MapGrpcService<ResourceService>();
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            _app = app;
        }
        catch (IOException exception)
        {
            Log.CannotListen(logger, settings.ResourceServiceUrl, exception.Message);
            await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            service.End();
            await _app.StopAsync(cancellationToken).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task RequireApiKeyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers[ApiKeyHeader] == settings.ResourceServiceApiKey)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
