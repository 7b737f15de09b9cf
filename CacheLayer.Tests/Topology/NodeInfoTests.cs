using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "unit")]
public sealed class NodeInfoTests
{
    [Fact]
    public void A_primary_tells_its_history_and_how_long_its_replicas_are_silent()
    {
        var info = NodeInfo.Parse("# Replication\r\nrole:master\r\nconnected_slaves:2\r\nslave0:ip=a,port=1,state=online,offset=5,lag=0\r\n"
            + "slave1:ip=a,port=2,state=wait_bgsave,offset=0,lag=0\r\nslave2:ip=a,port=3,state=online,offset=5,lag=9\r\nmaster_replid:h2\r\nmaster_replid2:h1\r\n"
            + "master_repl_offset:42\r\nused_memory:7\r\nmaxmemory:8\r\nevicted_keys:9\r\nloading:0\r\n");
        Assert.Equal((NodeRole.Primary, "h2", "h1", 42L, true), (info.Role, info.ReplicationId, info.SecondaryReplicationId, info.Offset, info.HasFullDataset));
        Assert.Equal([0, 9], info.ReplicaLagSeconds);
        Assert.Equal(["a:1", "a:3"], info.OnlineReplicas);
        Assert.Equal((7L, 8L, 9L), (info.UsedMemory, info.MaxMemory, info.EvictedKeys));
    }

    [Theory]
    [InlineData("::1", "[::1]:1")]
    [InlineData("0:0:0:0:0:0:0:1", "[::1]:1")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7:1")]
    [InlineData("Cache-1.Example.", "cache-1.example:1")]
    [InlineData("LocalHost", "127.0.0.1:1")]
    public void The_address_of_a_replica_has_the_one_form_that_addresses_have(string host, string address)
    {
        Assert.Equal([address], NodeInfo.Parse($"role:master\r\nslave0:ip={host},port=1,state=online,offset=5,lag=0\r\n").OnlineReplicas);
        Assert.Equal(address, AddressText.Of(AddressText.Parse(host.Contains(':') ? $"[{host}]:1" : $"{host}:1", 0)!));
    }

    [Theory]
    [InlineData("6.0.16", false)]
    [InlineData("6.2.0", true)]
    [InlineData("7.0.15", true)]
    [InlineData("255.255.255", true)]
    [InlineData("unstable", true)]
    public void A_server_is_supported_from_the_version_on_that_has_the_commands(string version, bool isSupported)
    {
        var info = NodeInfo.Parse($"redis_version:{version}\r\nrun_id:r1\r\n");
        Assert.Equal((isSupported, "r1"), (info.IsSupported, info.RunId));
        Assert.Equal(isSupported, !NodeInspection.TooOld(info).Contains("6.0.16; the least version is 6.2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_server_tells_of_a_replica_beyond_that_does_no_harm()
        => Assert.Equal([3, 0], NodeInfo.Parse("role:master\r\nslave0:ip=a,port=1,state=online,offset=5,lag=3,type=replica\r\nslave1:ip=a,port=2,state=online,offset=5\r\n").ReplicaLagSeconds);

    [Theory]
    [InlineData("master_link_status:up\r\nmaster_sync_in_progress:0", true)]
    [InlineData("master_link_status:down\r\nmaster_sync_in_progress:0\r\nmaster_link_down_since_seconds:3", true)]
    [InlineData("master_link_status:down\r\nmaster_sync_in_progress:0\r\nmaster_link_down_since_seconds:-1", false)]
    [InlineData("master_link_status:down\r\nmaster_sync_in_progress:1\r\nmaster_link_down_since_seconds:3", false)]
    [InlineData("master_link_status:up\r\nmaster_sync_in_progress:0\r\nloading:1", false)]
    public void A_replica_is_whole_once_it_was_in_sync_and_while_it_neither_loads_nor_syncs(string fields, bool hasFullDataset)
        => Assert.Equal(hasFullDataset, NodeInfo.Parse($"role:slave\r\n{fields}\r\nslave_repl_offset:4\r\n").HasFullDataset);
}
