using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.ServiceDefaults.Telemetry;

internal static class LogDefaults
{
    /// <summary>
    /// A line per request costs more than a cache hit, so the request logs of server and clients begin at Warning.
    /// Put in front of all other configuration, so that any of it can turn them on again.
    /// </summary>
    public static void AddQuietLogs(this IHostApplicationBuilder builder)
        => builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:Polly"] = "Warning",
                ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
            },
        });
}
