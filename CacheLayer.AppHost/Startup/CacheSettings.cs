using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace CacheLayer.AppHost.Startup;

/// <summary>The section <c>Cache</c>.</summary>
/// <param name="Topology">Which nodes there are.</param>
/// <param name="Runtime">What the nodes run as; null: whichever works.</param>
/// <param name="MaxMemory">Memory of each node as Redis writes it (<c>256mb</c>).</param>
internal sealed partial record CacheSettings(CacheTopology Topology, RedisRuntime? Runtime, string MaxMemory)
{
    /// <exception cref="DistributedApplicationException">A value is not known; the message names its setting.</exception>
    public static CacheSettings Read(IConfiguration configuration) => new(
        Choice<CacheTopology>(configuration, "Cache:Topology") ?? CacheTopology.Sentinel,
        Choice<RedisRuntime>(configuration, "Cache:Runtime"),
        Memory(configuration, "Cache:MaxMemory") ?? RedisReplicaSetResource.DefaultMaxMemory);

    private static T? Choice<T>(IConfiguration configuration, string setting)
        where T : struct, Enum
        => configuration[setting] switch
        {
            null or "" => null,
            var text when Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) => Enum.Parse<T>(text, ignoreCase: true),
            var text => throw new DistributedApplicationException($"{setting} is '{text}': use one of {string.Join(", ", Enum.GetNames<T>())}."),
        };

    private static string? Memory(IConfiguration configuration, string setting)
        => configuration[setting] switch
        {
            null or "" => null,
            var text when MemoryFormat().IsMatch(text) => text,
            var text => throw new DistributedApplicationException($"{setting} is '{text}': write a number and a unit, as in {RedisReplicaSetResource.DefaultMaxMemory}."),
        };

    [GeneratedRegex("^[1-9][0-9]*(kb|mb|gb)$", RegexOptions.IgnoreCase)]
    private static partial Regex MemoryFormat();
}
