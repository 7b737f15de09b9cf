using System.Net;
using System.Net.Sockets;
using CacheLayer.AppHost.Startup;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class FreePortsTests
{
    [Fact]
    public void A_port_that_somebody_listens_on_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.False(FreePorts.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void No_port_is_given_twice()
    {
        var ports = Enumerable.Range(0, 100).Select(_ => FreePorts.Next()).ToArray();
        Assert.Equal(ports.Distinct(), ports);
    }
}
