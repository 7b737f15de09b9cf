using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheLayer.Invalidator.Sources;

/// <summary>Degraded while a source fails: nothing is lost, but what it holds is late.</summary>
internal sealed class SourceHealth : IHealthCheck
{
    public const string Name = "sources";

    private readonly ConcurrentDictionary<IChangeSource, string> _failing = new();

    public void Fails(IChangeSource source) => _failing[source] = source.Name;

    public void Works(IChangeSource source) => _failing.TryRemove(source, out _);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var names = _failing.Values.Distinct().Order(StringComparer.Ordinal).ToArray();
        return Task.FromResult(names is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Cannot be read: {string.Join(", ", names)}."));
    }
}
