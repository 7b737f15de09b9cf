using System.CommandLine;
using BenchmarkDotNet.Running;
using CacheLayer.Benchmarks.Cost;
using CacheLayer.Benchmarks.Peers;
using CacheLayer.Benchmarks.Races;

var micro = new Command("micro", "Runs the BenchmarkDotNet benchmarks; what follows goes to BenchmarkDotNet.")
{
    TreatUnmatchedTokensAsErrors = false,
};
micro.SetAction(parse => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. parse.UnmatchedTokens]));

var root = new RootCommand("Measures CacheLayer, alone and beside what people would pick instead.")
{
    PeersCommand.Create(),
    ConnectionsCommand.Create(),
    CostCommand.Create(),
    RacesCommand.Create(),
    micro,
};
return await root.Parse(args).InvokeAsync();
