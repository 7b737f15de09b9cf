using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Execution.Networking;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution;

/// <summary>Gives every endpoint its ports: one for callers, and behind a proxy one more for each instance.</summary>
internal sealed class EndpointAllocator(IConfiguration configuration, ILogger<EndpointAllocator> logger) : IDisposable
{
    private readonly bool _randomizePorts = configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
    private readonly ConcurrentDictionary<EndpointAnnotation, EndpointProxy> _proxies = new();

    public void Allocate(IResourceWithEndpoints resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.IsProxied)
            {
                var targets = Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => new ProxyTarget(endpoint.TargetPort ?? FreePorts.Next())).ToArray();
                var proxy = _proxies[endpoint] = EndpointProxy.Listen((_randomizePorts ? null : endpoint.Port) ?? 0, targets, logger);
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, proxy.Port, TargetPortToken(endpoint));
            }
            else
            {
                endpoint.Port ??= FreePorts.Next();
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port.Value, endpoint.TargetPort!.Value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Only instances that serve get connections.</summary>
    public void SetServing(IResource resource, int index, bool isServing)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (_proxies.TryGetValue(endpoint, out var proxy))
            {
                proxy.Targets[index].IsServing = isServing;
            }
        }
    }

    /// <summary>Target ports differ from instance to instance, so values that hold one hold a token until an instance is started.</summary>
    public string FillInTargetPorts(string value, IResource resource, int index)
        => resource.Annotations.OfType<EndpointAnnotation>()
            .Where(_proxies.ContainsKey)
            .Aggregate(value, (text, endpoint) => text.Replace(TargetPortToken(endpoint), _proxies[endpoint].Targets[index].Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (var proxy in _proxies.Values)
        {
            proxy.Dispose();
        }
    }

    private static string TargetPortToken(EndpointAnnotation endpoint) => $"{{target-port-of-{endpoint.Name}}}";
}
