using System.Net;
using StackExchange.Redis.Configuration;

namespace CacheLayer.Redis.Connections;

/// <summary>
/// Keeps a connection at the one node that it is for. The client learns from the node's greeting that it is part of a cluster, and
/// would connect to every node that it is once redirected to, and from then on send to any of them what is meant for this one:
/// probes and WAIT too, whose answers would then prove nothing.
/// </summary>
internal sealed class OneNodeTunnel(EndPoint node) : Tunnel
{
    // No server listens there, so the connection is refused at once.
    private static readonly IPEndPoint Nowhere = new(IPAddress.Loopback, 1);

    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
        => new(endpoint.Equals(node) ? endpoint : Nowhere);
}
