using System.CommandLine;
using CacheLayer.Benchmarks.Redis;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Peers;

/// <summary><c>connections</c>: this library with pools of several sizes in one run, interleaved.</summary>
internal static class ConnectionsCommand
{
    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians over them are reported.", DefaultValueFactory = _ => 5 };
        var slice = new Option<double>("--slice") { Description = "Seconds that each size runs for in each round.", DefaultValueFactory = _ => 0.6 };
        var callers = new Option<int[]>("--callers") { Description = "Numbers of concurrent callers.", DefaultValueFactory = _ => [64], AllowMultipleArgumentsPerToken = true };
        var sizes = new Option<int[]>("--sizes") { Description = "Numbers of connections to the node.", DefaultValueFactory = _ => [1, 2, 4, 8], AllowMultipleArgumentsPerToken = true };
        var command = new Command("connections", "Measures reads over pools of several sizes.") { redis, rounds, slice, callers, sizes };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var plan = new PeerPlan(parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(slice)), parse.GetValue(callers)!);
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis));
            await using var peers = await PeerSet.OpenAsync(node, parse.GetValue(sizes)!);
            PeerTable.Write(await AnsiConsole.Progress().StartAsync(progress => PeerRunner.RunAsync(peers, plan, progress.AddTask("measuring"), cancellationToken)));
            return 0;
        });
        return command;
    }
}
