using System.Globalization;
using System.Security.Cryptography;
using Aspire.Hosting.Execution.Networking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardConfiguration
{
    public const string Urls = "ASPNETCORE_URLS";
    public const string OtlpUrl = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string ResourceServiceUrl = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";
    public const string BrowserToken = "AppHost:BrowserToken";
    public const string OtlpApiKey = "AppHost:OtlpApiKey";
    public const string ResourceServiceApiKey = "AppHost:ResourceService:ApiKey";

    private const string FixedBrowserToken = "ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN";
    private const string FixedResourceServiceApiKey = "ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY";
    private const string AppHostSuffix = ".AppHost";

    /// <summary>Adds the dashboard; what the launch profile does not say is made up.</summary>
    public static void AddDashboard(this HostApplicationBuilder host, DistributedApplicationOptions options)
    {
        var configuration = host.Configuration;
        configuration[Urls] ??= FreeUrl();
        configuration[OtlpUrl] ??= FreeUrl();
        configuration[ResourceServiceUrl] ??= FreeUrl();
        configuration[BrowserToken] ??= configuration[FixedBrowserToken] ?? Secret();
        configuration[OtlpApiKey] ??= Secret();
        configuration[ResourceServiceApiKey] ??= configuration[FixedResourceServiceApiKey] ?? Secret();

        var name = options.DashboardApplicationName ?? host.Environment.ApplicationName;
        name = name.EndsWith(AppHostSuffix, StringComparison.Ordinal) ? name[..^AppHostSuffix.Length] : name;
        host.Services.AddSingleton(DashboardSettings.Read(configuration, name));
        host.Services.AddSingleton<ResourceMessages>();
        host.Services.AddSingleton<ResourceService>();
        host.Services.AddSingleton<DashboardInstaller>();
        host.Services.AddHostedService<ResourceServiceHost>();
        host.Services.AddHostedService<DashboardHost>();
    }

    private static string FreeUrl() => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePorts.Next()}");

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
