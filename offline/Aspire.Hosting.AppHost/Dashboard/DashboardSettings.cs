using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard and what it talks to are found, and the secrets they know each other by.</summary>
internal sealed record DashboardSettings(
    string ApplicationName,
    string Urls,
    string OtlpUrl,
    Uri ResourceServiceUrl,
    string BrowserToken,
    string OtlpApiKey,
    string ResourceServiceApiKey)
{
    public static DashboardSettings Read(IConfiguration configuration, string applicationName) => new(
        applicationName,
        configuration[DashboardConfiguration.Urls]!,
        configuration[DashboardConfiguration.OtlpUrl]!,
        new Uri(configuration[DashboardConfiguration.ResourceServiceUrl]!),
        configuration[DashboardConfiguration.BrowserToken]!,
        configuration[DashboardConfiguration.OtlpApiKey]!,
        configuration[DashboardConfiguration.ResourceServiceApiKey]!);

    public string FrontendUrl => Urls.Split(';')[0].TrimEnd('/');

    public string LoginUrl => $"{FrontendUrl}/login?t={BrowserToken}";

    /// <summary>How the dashboard's process is told.</summary>
    public Dictionary<string, string> ToEnvironment() => new()
    {
        ["ASPNETCORE_URLS"] = Urls,
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = OtlpUrl,
        ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = OtlpApiKey,
        ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
        ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = BrowserToken,
        ["DASHBOARD__API__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__API__PRIMARYAPIKEY"] = OtlpApiKey,
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = ResourceServiceUrl.OriginalString,
        ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = ResourceServiceApiKey,
    };
}
