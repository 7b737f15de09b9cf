using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;

namespace CacheLayer.Tests.Topology;

[Trait("Tier", "unit")]
public sealed class PrimaryElectionTests
{
    private const string None = "0";

    private readonly PrimaryElection _election = new(hasSentinels: true);

    public PrimaryElectionTests() => Assert.Equal(0, Elect(0, Primary("h1"), Replica("h1"), Replica("h1")));

    [Fact]
    public void A_promoted_replica_is_followed_at_once_though_the_sentinels_still_name_the_old_primary()
        => Assert.Equal(1, Elect(0, Primary("h1"), Primary("h2", "h1"), Replica("h1")));

    [Fact]
    public void An_old_primary_that_is_back_is_not_followed()
    {
        A_promoted_replica_is_followed_at_once_though_the_sentinels_still_name_the_old_primary();
        Assert.Equal(1, Elect(0, Primary("h1"), Primary("h2", "h1"), Replica("h2")));
        Assert.Equal(1, Elect(1, Primary("h1"), Primary("h2", "h1"), Replica("h2")));
    }

    [Fact]
    public void An_old_primary_that_restarted_empty_is_not_followed()
    {
        A_promoted_replica_is_followed_at_once_though_the_sentinels_still_name_the_old_primary();
        Assert.Equal(1, Elect(0, Primary("h9"), Primary("h2", "h1"), Replica("h2")));
    }

    [Fact]
    public void A_promotion_in_place_of_a_primary_that_restarted_meanwhile_is_followed()
    {
        Assert.Equal(0, Elect(0, Primary("h9"), Replica("h1"), Replica("h1")));
        Assert.Equal(1, Elect(0, Primary("h9"), Primary("h2", "h1"), Replica("h1")));
    }

    [Fact]
    public void A_replica_that_restarts_as_a_primary_is_not_followed()
        => Assert.Equal(0, Elect(0, Primary("h1"), Primary("h9"), Replica("h1")));

    [Fact]
    public void A_promotion_that_was_missed_is_followed_when_the_sentinels_name_it()
    {
        Assert.Equal(0, Elect(0, Primary("h1"), Primary("h3", "h2"), Replica("h3")));
        Assert.Equal(1, Elect(1, Primary("h1"), Primary("h3", "h2"), Replica("h3")));
    }

    [Fact]
    public void A_way_back_is_followed()
    {
        A_promoted_replica_is_followed_at_once_though_the_sentinels_still_name_the_old_primary();
        Assert.Equal(1, Elect(1, Replica("h2"), Primary("h2", "h1"), Replica("h2")));
        Assert.Equal(0, Elect(1, Primary("h3", "h2"), Primary("h2", "h1"), Replica("h2")));
        Assert.Equal(0, Elect(0, Primary("h3", "h2"), Replica("h3"), Replica("h3")));
    }

    [Fact]
    public void There_is_no_primary_while_the_old_one_is_a_replica_and_none_is_promoted()
        => Assert.Equal(PrimaryElection.None, Elect(0, Replica("h1"), Replica("h1"), Replica("h1")));

    [Fact]
    public void At_start_without_an_answering_sentinel_the_only_primary_is_followed_when_most_nodes_share_its_history()
    {
        var election = new PrimaryElection(hasSentinels: true);
        Assert.Equal(PrimaryElection.None, election.Elect([Primary("h1"), Replica("h2"), Replica("h2")], PrimaryElection.None));
        Assert.Equal(0, election.Elect([Primary("h1"), Replica("h1"), null], PrimaryElection.None));
    }

    [Fact]
    public void A_single_node_is_followed_through_its_restarts()
    {
        var election = new PrimaryElection(hasSentinels: false);
        Assert.Equal(0, election.Elect([Primary("h1")], PrimaryElection.None));
        Assert.Equal(0, election.Elect([Primary("h2")], PrimaryElection.None));
    }

    private static NodeInfo Primary(string history, string former = None) => Node(NodeRole.Primary, history, former);

    private static NodeInfo Replica(string history) => Node(NodeRole.Replica, history, None);

    private static NodeInfo Node(NodeRole role, string history, string former) => new(role, history, former, 0, true, true, [], 0, 0, 0);

    private int Elect(int sentinelChoice, params NodeInfo?[] nodes) => _election.Elect(nodes, sentinelChoice);
}
