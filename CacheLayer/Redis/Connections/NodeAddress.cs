using System.Net;

namespace CacheLayer.Redis.Connections;

/// <summary>Where a node is, as the connection string gives it.</summary>
/// <param name="EndPoint">The address this process connects to.</param>
/// <param name="Zone">The zone the node runs in, or null.</param>
/// <param name="Announced">The address (<c>host:port</c>) by which sentinels and nodes know it.</param>
internal sealed record NodeAddress(EndPoint EndPoint, string? Zone, string Announced)
{
    /// <summary><c>host:port</c>, for people.</summary>
    public string Name { get; } = AddressText.Of(EndPoint);
}
