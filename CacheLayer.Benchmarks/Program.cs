using System.CommandLine;
using CacheLayer.Benchmarks.Chaos;
using CacheLayer.Benchmarks.Cost;
using CacheLayer.Benchmarks.Dependents;
using CacheLayer.Benchmarks.Invalidations;
using CacheLayer.Benchmarks.L1;
using CacheLayer.Benchmarks.Micro;
using CacheLayer.Benchmarks.Peers;
using CacheLayer.Benchmarks.Races;
using CacheLayer.Benchmarks.Sessions;

var root = new RootCommand("Measures CacheLayer, alone and beside what people would pick instead.")
{
    PeersCommand.Create(),
    ConnectionsCommand.Create(),
    CostCommand.Create(),
    DependentsCommand.Create(),
    ManyDependentsCommand.Create(),
    RacesCommand.Create(),
    L1LatencyCommand.Create(),
    InvalidationsCommand.Create(),
    ChaosCommand.Create(),
    SessionsCommand.Create(),
    MicroCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
