using CacheLayer.Redis.Cluster;

namespace CacheLayer.Tests.Cluster;

[Trait("Tier", "unit")]
public sealed class ClusterLayoutTests
{
    [Fact]
    public void A_line_of_the_nodes_answer_is_read()
    {
        var member = ClusterMember.Parse("07c3 10.0.0.7:30004@31004,cache-7,shard-id=69bc myself,master - 0 1426238317239 4 connected 0-5460 5462 [93->-292f] [77-<-e7d1]", "asked:1")!;

        Assert.Equal(("07c3", "10.0.0.7:30004", "cache-7:30004", null, 4, true), (member.Id, member.Address, member.HostAddress, member.PrimaryId, member.Epoch, member.IsMyself));
        Assert.Equal([new SlotRange(0, 5460), new SlotRange(5462, 5462)], member.Slots);
        Assert.Equal([new LeavingSlot(93, "292f")], member.Leaving);
    }

    [Theory]
    [InlineData("a :7000@17000 myself,master - 0 0 1 connected", "asked:1")]
    [InlineData("a :7000@17000 master - 0 0 1 connected", null)]
    [InlineData("a :0@0 master,noaddr - 0 0 1 disconnected", null)]
    [InlineData("a 10.0.0.7:7000@17000 handshake - 0 0 0 connected", null)]
    [InlineData("a [::1]:7000@17000 master - 0 0 1 connected", "[::1]:7000")]
    [InlineData("a ::1:7000@17000,,tls-port=0 slave b 0 0 1 connected", "[::1]:7000")]
    [InlineData("nonsense", null)]
    public void A_node_is_where_it_says_or_where_it_was_asked(string line, string? address)
        => Assert.Equal(address, ClusterMember.Parse(line, "asked:1")?.Address);

    [Fact]
    public void Every_slot_is_with_the_primary_that_claims_it_and_its_replicas()
    {
        var layout = Layout(
            "a h:1@2 myself,master - 0 0 1 connected 0-8000",
            "b h:2@2 master - 0 0 2 connected 8001-16383",
            "c h:3@2 slave a 0 0 1 connected");

        Assert.Equal(["h:1", "h:3"], layout.Shards[layout.Owners[8000]].Members);
        Assert.Equal(["h:2"], layout.Shards[layout.Owners[8001]].Members);
        Assert.Equal(["h:1", "h:2", "h:3"], layout.Known.Order());
    }

    [Fact]
    public void Of_two_claims_the_later_one_holds_whoever_makes_it()
    {
        // The old primary is back and has not heard of the election yet.
        string[] old = ["a h:1@2 myself,master - 0 0 1 connected 0-16383", "c h:3@2 slave a 0 0 1 connected"];
        string[] promoted = ["a h:1@2 master,fail - 0 0 1 disconnected", "c h:3@2 myself,master - 0 0 5 connected 0-16383"];

        Assert.Equal("h:3", Assert.Single(Layout(old, promoted).Shards).Primary);
        Assert.Equal("h:3", Assert.Single(Layout(promoted, old).Shards).Primary);
    }

    [Fact]
    public void A_slot_on_its_way_names_where_it_goes_even_to_a_node_that_has_none_yet()
    {
        var layout = Layout(
            ["a h:1@2 myself,master - 0 0 1 connected 0-16383 [7->-b]", "b h:2@2 master - 0 0 2 connected"],
            ["a h:1@2 master - 0 0 1 connected 0-16383", "b h:2@2 myself,master - 0 0 2 connected [7-<-a]"]);

        Assert.Equal("h:1", layout.Shards[layout.Owners[7]].Primary);
        Assert.Equal("h:2", layout.Shards[layout.Leaving[7]].Primary);
        Assert.Equal(2, layout.Shards.Count);
    }

    [Fact]
    public void A_slot_that_nobody_claims_has_no_owner()
        => Assert.Equal(-1, Layout("a h:1@2 myself,master - 0 0 1 connected 0-16382").Owners[16383]);

    private static ClusterLayout Layout(params string[] view) => Layout([view]);

    private static ClusterLayout Layout(params string[][] views)
        => ClusterLayout.Of([.. views.Select(view => view.Select(line => ClusterMember.Parse(line, "asked:1")!).ToArray())]);
}
