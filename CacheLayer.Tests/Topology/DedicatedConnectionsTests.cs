using System.Net;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using StackExchange.Redis;
using RedisNode = CacheLayer.Redis.Topology.RedisNode;

namespace CacheLayer.Tests.Topology;

/// <summary>A node is away when the connection beside its pool is first asked for.</summary>
[Trait("Tier", "unit")]
public sealed class DedicatedConnectionsTests
{
    [Fact]
    public async Task A_connection_that_could_not_be_opened_is_opened_by_the_next_use()
    {
        var node = new RedisNode(0, new NodeAddress(new DnsEndPoint("a", 1), Zone: null, "a:1"), null!);
        var opened = new MemoryStream();
        var attempts = 0;
        await using var connections = new DedicatedConnections<MemoryStream>([node], _ => ++attempts is 1
            ? Task.FromException<MemoryStream>(new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "The node is away."))
            : Task.FromResult(opened));
        await Assert.ThrowsAsync<RedisConnectionException>(() => connections.Of(node));

        Assert.Same(opened, await connections.Of(node));
        Assert.Same(opened, await connections.Of(node));
        Assert.Equal(2, attempts);
    }
}
