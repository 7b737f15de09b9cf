using CacheLayer.Lag;
using CacheLayer.Topology;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.Hosting;

/// <summary>Tells from the router's probes whether the cache can be read and written, and whether invalidations keep up. Without it the service is slower, not down: never worse than degraded.</summary>
internal sealed class CacheHealthCheck(TopologyRouter router, LagWatch lag) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(Check(router.Nodes, [.. lag.Lagging]));

    private static HealthCheckResult Check(IReadOnlyList<NodeStatus> nodes, string[] lagging)
    {
        var data = nodes.ToDictionary(node => node.Name, node => (object)Describe(node));
        if (!nodes.Any(node => node.IsReadable))
        {
            return HealthCheckResult.Degraded("No cache node can be read.", data: data);
        }

        if (!nodes.Any(node => node.IsPrimary && node.IsConnected))
        {
            return HealthCheckResult.Degraded("The cache has no primary: it is read, and neither filled nor invalidated.", data: data);
        }

        if (lagging.Length > 0)
        {
            return HealthCheckResult.Degraded($"Invalidations are behind; served less from the cache: {string.Join(", ", lagging)}.", data: data);
        }

        var lost = nodes.Count(node => !node.IsReadable);
        return lost is 0
            ? HealthCheckResult.Healthy($"All {nodes.Count} cache nodes can be read.", data)
            : HealthCheckResult.Degraded($"{lost} of {nodes.Count} cache nodes cannot be read.", data: data);
    }

    private static string Describe(NodeStatus node)
        => $"{(node.IsPrimary ? "primary" : node.Role.ToString().ToLowerInvariant())}, {(node.IsConnected ? "connected" : "not connected")}, {(node.IsReadable ? "readable" : "not readable")}";
}
