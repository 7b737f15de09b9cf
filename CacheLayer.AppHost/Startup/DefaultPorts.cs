namespace CacheLayer.AppHost.Startup;

/// <summary>The ports people bookmark; one that another application holds is replaced by a free one.</summary>
internal static class DefaultPorts
{
    private const int UsualApi = 5080;

    // Where the launch profile says the dashboard, its telemetry endpoints and the resource service listen.
    private static readonly string[] UrlVariables =
    [
        "ASPNETCORE_URLS",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
        "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL",
        "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    /// <summary>The port of the API.</summary>
    public static int Api { get; } = FreePorts.IsFree(UsualApi) ? UsualApi : FreePorts.Next();

    /// <summary>Call before the builder is made, as it reads the environment.</summary>
    public static void ReplaceTaken()
    {
        foreach (var variable in UrlVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } urls)
            {
                Environment.SetEnvironmentVariable(variable, WithFreePorts(urls));
            }
        }
    }

    /// <summary>The same URLs, separated by semicolons, with another port where theirs is taken.</summary>
    internal static string WithFreePorts(string urls) => string.Join(';', urls.Split(';').Select(WithFreePort));

    private static string WithFreePort(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && !FreePorts.IsFree(uri.Port)
            ? new UriBuilder(uri) { Port = FreePorts.Next() }.Uri.GetLeftPart(UriPartial.Authority)
            : url;
}
