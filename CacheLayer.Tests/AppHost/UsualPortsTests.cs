using System.Net;
using System.Net.Sockets;
using CacheLayer.AppHost.Startup;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class UsualPortsTests
{
    [Fact]
    public void A_taken_port_is_replaced_and_a_free_one_is_kept()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var free = FreePorts.Next();

        var replaced = DefaultPorts.WithFreePorts($"http://localhost:{taken};http://localhost:{free}").Split(';').Select(url => new Uri(url)).ToArray();

        Assert.NotEqual(taken, replaced[0].Port);
        Assert.Equal(new Uri($"http://localhost:{free}"), replaced[1]);
    }
}
