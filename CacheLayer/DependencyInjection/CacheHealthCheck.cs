using CacheLayer.Invalidations;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.DependencyInjection;

/// <summary>Tells from the router's probes whether the cache can be read and written, and whether invalidations keep up, and from the fetches whether the origin answers. Without the cache the service is slower, not down: never worse than degraded.</summary>
internal sealed class CacheHealthCheck(KeyRouter router, LagWatch lag, KeyspacePolicies policies) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(Check(
            [.. router.Shards.Select(shard => shard.Nodes)],
            router.SentinelFault,
            [.. lag.Lagging],
            [.. policies.All.Select(policy => policy.Fetches.Trouble).OfType<string>().Order(StringComparer.Ordinal)]));

    private static HealthCheckResult Check(IReadOnlyList<NodeStatus>[] shards, string? sentinelFault, string[] lagging, string[] troubles)
    {
        var nodes = shards.SelectMany(shard => shard).ToArray();
        var data = new Dictionary<string, object>();
        foreach (var node in nodes)
        {
            // One address may be that of two nodes of the connection string.
            data[node.Name] = Describe(node);
        }

        if (nodes.FirstOrDefault(node => node is { IsPrimary: true, RefusesWrites: true }) is { } failing)
        {
            return HealthCheckResult.Degraded($"Cache node {failing.Name} refuses writes because its disk fails: nothing can be invalidated, so nothing is read. Mend the disk, or set save \"\".", data: data);
        }

        if (!nodes.Any(node => node.IsReadable))
        {
            return HealthCheckResult.Degraded($"No cache node can be read{Why(nodes)}.", data: data);
        }

        if (shards.Count(shard => !shard.Any(node => node.IsReadable)) is > 0 and var unreadable)
        {
            return HealthCheckResult.Degraded($"{unreadable} of {shards.Length} shards of the cache cannot be read{Why(nodes)}.", data: data);
        }

        if (sentinelFault is not null)
        {
            return HealthCheckResult.Degraded(sentinelFault, data: data);
        }

        if (shards.Any(shard => !shard.Any(node => node.IsPrimary && node.IsConnected)))
        {
            return HealthCheckResult.Degraded(shards.Length is 1
                ? "The cache has no primary: it is read, and neither filled nor invalidated."
                : "A shard of the cache has no primary: it is read, and neither filled nor invalidated.", data: data);
        }

        if (Array.Find(nodes, node => node.IsReadable && node.Fault is not null) is { } faulty)
        {
            return HealthCheckResult.Degraded($"The cache node {faulty.Name} {faulty.Fault}.", data: data);
        }

        if (lagging.Length > 0)
        {
            return HealthCheckResult.Degraded($"Invalidations are behind; served less from the cache: {string.Join(", ", lagging)}.", data: data);
        }

        if (nodes.FirstOrDefault(node => node is { IsPrimary: true, IsFull: true }) is { } full)
        {
            return HealthCheckResult.Degraded($"Cache node {full.Name} has no memory left: entries are removed, and none is stored. Raise maxmemory, or set maxmemory-policy to allkeys-lfu.", data: data);
        }

        if (troubles.Length > 0)
        {
            return HealthCheckResult.Degraded(string.Join(" ", troubles), data: data);
        }

        var lost = nodes.Count(node => !node.IsReadable);
        return lost is 0
            ? HealthCheckResult.Healthy($"All {nodes.Length} cache nodes can be read.", data)
            : HealthCheckResult.Degraded($"{lost} of {nodes.Length} cache nodes cannot be read{Why(nodes)}.", data: data);
    }

    private static string Why(NodeStatus[] nodes)
        => Array.Find(nodes, node => !node.IsReadable && node.Fault is not null) is { } faulty ? $": {faulty.Name} {faulty.Fault}" : "";

    private static string Describe(NodeStatus node)
        => $"{(node.IsPrimary ? "primary" : node.Role.ToString().ToLowerInvariant())}, {(node.IsConnected ? "connected" : "not connected")}, {(node.IsReadable ? "readable" : "not readable")}{(node.Fault is null ? "" : $"; {node.Fault}")}";
}
