using Aspire.Hosting;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class ReplicationStateTests
{
    [Fact]
    public void A_primary_knows_how_far_its_replicas_are_behind()
    {
        var state = ReplicationState.Parse(
            "# Replication\r\nrole:master\r\nconnected_slaves:3\r\nslave0:ip=127.0.0.1,port=7002,state=online,offset=2300,lag=1\r\n"
            + "slave1:ip=cache-3,port=6379,state=online,offset=2400,lag=0\r\nslave2:ip=127.0.0.1,port=7004,state=wait_bgsave,offset=0,lag=0\r\n"
            + "master_repl_offset:2332\r\n");
        Assert.True(state.IsPrimary);
        Assert.Null(state.Primary);
        Assert.Equal([new("127.0.0.1:7002", 1, 32), new("cache-3:6379", 0, 0)], state.Replicas);
    }

    [Theory]
    [InlineData("up", true)]
    [InlineData("down", false)]
    public void A_replica_knows_its_primary_and_its_link(string link, bool linked)
    {
        var state = ReplicationState.Parse(
            $"role:slave\r\nmaster_host:127.0.0.1\r\nmaster_port:7001\r\nmaster_link_status:{link}\r\nslave_repl_offset:5553\r\nslave_priority:100\r\nmaster_repl_offset:5553\r\n");
        Assert.False(state.IsPrimary);
        Assert.Equal("127.0.0.1:7001", state.Primary);
        Assert.Equal(linked, state.IsLinked);
        Assert.Empty(state.Replicas);
    }
}
