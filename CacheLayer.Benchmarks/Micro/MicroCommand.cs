using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CacheLayer.Benchmarks.Micro;

/// <summary><c>micro</c>: the parts of a read that need no Redis, one by one.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "Runs the BenchmarkDotNet benchmarks, all of them when nothing follows; what follows goes to BenchmarkDotNet, for example --filter *Codec*.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parse =>
        {
            string[] arguments = parse.UnmatchedTokens.Count is 0 ? ["--filter", "*"] : [.. parse.UnmatchedTokens];
            return BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments, Config()).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
        });
        return command;
    }

    // In this process, because a project that BenchmarkDotNet generates would be built by this repository's rules; short, because the ratios settle soon.
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(new())))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .HideColumns("Job", "Toolchain", "IterationCount", "LaunchCount", "WarmupCount", "Error", "StdDev", "Median", "RatioSD", "Gen0", "Gen1");
}
