using System.Diagnostics;
using OpenTelemetry;

namespace CacheLayer.ServiceDefaults.Telemetry;

/// <summary>Takes the addresses of requests out of spans: they name customers and products. The route, the method and the server stay.</summary>
internal sealed class UrlRedaction : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.SetTag("url.path", null);
        data.SetTag("url.query", null);
        data.SetTag("url.full", null);
    }
}
