using System.CommandLine;
using CacheLayer.Benchmarks.Redis;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Peers;

/// <summary><c>peers</c>: all caches in one run, interleaved, on the same Redis and payload.</summary>
internal static class PeersCommand
{
    public static Command Create()
    {
        var redis = BenchmarkRedis.Option();
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians over them are reported.", DefaultValueFactory = _ => 5 };
        var slice = new Option<double>("--slice") { Description = "Seconds that each cache runs for in each round.", DefaultValueFactory = _ => 0.6 };
        var callers = new Option<int[]>("--callers") { Description = "Numbers of concurrent callers.", DefaultValueFactory = _ => [1, 16, 64], AllowMultipleArgumentsPerToken = true };
        var only = new Option<string[]>("--only") { Description = "Only caches whose name contains one of these; raw Redis always runs.", DefaultValueFactory = _ => [""], AllowMultipleArgumentsPerToken = true };
        var json = JsonFile.Option();
        var command = new Command("peers", "Measures reads of one key and of ten keys beside other caches.") { redis, rounds, slice, callers, only, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var plan = new PeerPlan(parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(slice)), parse.GetValue(callers)!);
            await using var node = await BenchmarkRedis.OpenAsync(parse.GetValue(redis));
            await using var peers = await PeerSet.OpenAsync(node, parse.GetValue(only)!);
            var rows = await AnsiConsole.Progress().StartAsync(progress => PeerRunner.RunAsync(peers, plan, progress.AddTask("measuring"), cancellationToken));
            PeerTable.Write(rows);
            await JsonFile.WriteAsync(parse.GetValue(json), rows, cancellationToken);
            return 0;
        });
        return command;
    }
}
