using CacheLayer.Tests.Cost.Counting;
using CacheLayer.Tests.Redis;
using StackExchange.Redis;

namespace CacheLayer.Tests.Cost;

/// <summary>What operations cost, counted by the server: the figures of <c>docs/benchmarks.md</c>.</summary>
[Trait("Tier", "redis")]
public sealed class CostTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private const int Products = 50;

    [Fact]
    public async Task Every_operation_costs_the_commands_and_round_trips_that_the_docs_say()
    {
        // On a busy machine the client sends a command in two pieces now and then. That adds to what arrives, and nothing takes any
        // away: the least of several runs is what an operation costs.
        Dictionary<string, OperationCost>[] runs = [await RunAsync(), await RunAsync(), await RunAsync(), await RunAsync()];
        var costs = runs[0].Keys.ToDictionary(operation => operation, operation => runs.Select(run => run[operation]).MinBy(cost => cost.RoundTrips)!);

        AssertCost(costs["hit"], 1, ("get", 1));
        AssertCost(costs["10 keys, all hit"], 1, ("mget", 1));
        AssertCost(costs["read of what is not there, without a fetch"], 1, ("get", 1));

        // GET, then a script that looks for the value, takes the lease and reads the watermark.
        AssertCost(costs["miss: until the origin is asked"], 2, ("evalsha", 1), ("get", 3), ("set", 1));
        AssertCost(costs["miss: fill, in the background"], null, ("evalsha", 1), ("get", 2), ("del", 1), ("set", 1));
        AssertCost(costs["10 keys, all missed: until the origin is asked"], null, ("mget", 1), ("evalsha", 10), ("get", 20), ("set", 10));
        var dependent = costs["miss that depends on a product: fill, in the background"].Commands;
        Assert.Equal((2, 1, 1), (dependent["evalsha"], dependent["zadd"], dependent["set"]));
        // One for each, and one that empties the index when they are gone.
        Assert.Equal(12, costs["invalidation of one key with 10 dependents"].Commands["evalsha"]);
    }

    [Fact]
    public async Task What_is_read_is_most_of_what_is_sent()
    {
        var costs = await RunAsync();

        Assert.InRange(costs["hit"].BytesOut, 700, 1_100);
        Assert.InRange(costs["10 keys, all hit"].BytesOut, 7_000, 11_000);
        Assert.InRange(costs["read of what is not there, without a fetch"].BytesOut, 0, 50);
        Assert.Equal(costs["GET by hand"].BytesIn, costs["hit"].BytesIn, tolerance: 10.0);
    }

    [Fact]
    public void Counts_are_read_from_what_INFO_says()
    {
        var counts = ServerCounts.Parse(
            "# Stats\r\ntotal_net_input_bytes:10\r\ntotal_net_output_bytes:20\r\ntotal_reads_processed:3\r\n"
            + "# Commandstats\r\ncmdstat_get:calls=5,usec=6,usec_per_call=1.2\r\ncmdstat_client|id:calls=2,usec=1\r\n");

        Assert.Equal((10, 20, 3), (counts.BytesIn, counts.BytesOut, counts.Arrivals));
        Assert.Equal(new Dictionary<string, long> { ["get"] = 5, ["client|id"] = 2 }, counts.Commands);
    }

    private async Task<Dictionary<string, OperationCost>> RunAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{fixture.Redis.ConnectionString},allowAdmin=true");
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        return (await new CostRun(fixture.Redis.ConnectionString, connection, Products).RunAsync()).ToDictionary(cost => cost.Operation);
    }

    private static void AssertCost(OperationCost cost, double? roundTrips, params (string Command, double Calls)[] commands)
    {
        Assert.Equal(commands.Order(), cost.Commands.Select(command => (command.Key, command.Value)).Order());
        Assert.True(roundTrips is null || cost.RoundTrips <= roundTrips, $"{cost.Operation}: {cost.RoundTrips} round trips.");
    }
}
