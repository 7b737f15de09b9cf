using System.Text.Json;
using CacheLayer.Tests.Support;
using CacheLayer.Traffic.Commands;
using CacheLayer.Traffic.Traces;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace CacheLayer.Tests.Traffic;

/// <summary>The command line from its arguments to report and exit code, against a real HTTP server.</summary>
[Trait("Tier", "unit")]
public sealed class TrafficApplicationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_trace_is_replayed_once_and_reported()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        var trace = WriteTrace(Enumerable.Range(0, 100).Select(i => i % 10));

        var exitCode = await RunAsync("replay", "--trace", trace, "--target", $"{orchestrator.Address}", "--rate", "200", "--arrivals", "constant", "--report", Report);

        Assert.Equal(ExitCodes.Met, exitCode);
        Assert.Equal(100, orchestrator.Requests.Count);
        Assert.Equal(10, orchestrator.Requests.Distinct().Count());
        Assert.Contains("/products/B000000009", orchestrator.Requests);

        var report = ReadReport();
        Assert.Equal(100, report.GetProperty("load").GetProperty("answered").GetInt32());
        Assert.Equal(1, report.GetProperty("load").GetProperty("trace_rounds").GetDouble());
        Assert.Contains("constant arrivals, 200/s", report.GetProperty("load").GetProperty("arrivals").GetString(), StringComparison.Ordinal);
        Assert.Equal(0.9, report.GetProperty("hit_rates")[0].GetProperty("hit_rate").GetDouble());
        Assert.Equal(0.25, report.GetProperty("latency_ms").GetProperty("orchestrator_cache_hits").GetProperty("p95").GetDouble());
        Assert.Equal(90, report.GetProperty("latency_ms").GetProperty("client_hits").GetProperty("count").GetInt32());
        Assert.Equal(100, report.GetProperty("instances").GetProperty("one").GetInt32());
        Assert.Equal(0, report.GetProperty("exit_code").GetInt32());
        Assert.Equal("met", VerdictOf(report, "hit rate product"));
        Assert.Equal("not_measured", VerdictOf(report, "hit rate reco"));
        Assert.Contains("90.0 %", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missed_target_is_told_by_the_exit_code()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        var trace = WriteTrace(Enumerable.Range(0, 20));

        Assert.Equal(ExitCodes.NotMet, await RunAsync("replay", "--trace", trace, "--target", $"{orchestrator.Address}", "--report", Report));
        Assert.Equal("not_met", VerdictOf(ReadReport(), "hit rate product"));
    }

    [Fact]
    public async Task Failed_requests_miss_a_target()
    {
        await using var orchestrator = await FakeOrchestrator.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });

        Assert.Equal(
            ExitCodes.NotMet, await RunAsync("generate", "--target", $"{orchestrator.Address}", "--warm-up", "0", "--duration", "100ms", "--report", Report));
        Assert.True(ReadReport().GetProperty("errors").GetProperty("status_503").GetInt32() > 0);
    }

    [Fact]
    public async Task A_duration_repeats_a_short_trace()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        var trace = WriteTrace([0, 1]);

        await RunAsync("replay", "--trace", trace, "--target", $"{orchestrator.Address}", "--rate", "100", "--arrivals", "constant", "--duration", "95ms", "--report", Report);

        Assert.Equal(10, orchestrator.Requests.Count);
        Assert.Equal(5, ReadReport().GetProperty("load").GetProperty("trace_rounds").GetDouble());
    }

    [Fact]
    public async Task A_traces_own_clock_is_followed()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        var trace = _folder.File("trace.csv");
        TraceWriter.Write(trace, [5, 6, 5], [0, 10, 20]);

        await RunAsync("replay", "--trace", trace, "--target", $"{orchestrator.Address}", "--time-scale", "1000", "--report", Report);

        Assert.Equal(3, orchestrator.Requests.Count);
        Assert.Contains("own clock, 1000 times as fast", ReadReport().GetProperty("load").GetProperty("arrivals").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_run_is_reported()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        using var stop = new CancellationTokenSource();
        var run = RunAsync(stop.Token, "generate", "--target", $"{orchestrator.Address}", "--warm-up", "0", "--duration", "1h", "--report", Report);
        await Eventually.That("requests arrive", () => orchestrator.Requests.Count > 10);
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await run);
        Assert.True(ReadReport().GetProperty("interrupted").GetBoolean());
        Assert.True(ReadReport().GetProperty("load").GetProperty("answered").GetInt32() > 10);
    }

    [Fact]
    public async Task The_default_load_finds_a_warm_cache_and_measures_every_rate()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();

        await RunAsync("generate", "--target", $"{orchestrator.Address}", "--rate", "100", "--warm-up", "10s", "--duration", "1s", "--keys", "5", "--customers", "0", "--report", Report);

        // Nothing is asked for in the warm-up twice, and all of so few products was asked for in it.
        var report = ReadReport();
        var warmUp = report.GetProperty("warm_up");
        Assert.Equal(1_000, warmUp.GetProperty("requests").GetInt32());
        Assert.Equal(orchestrator.Requests.Distinct().Count(), warmUp.GetProperty("sent").GetInt32());
        Assert.Equal(1, report.GetProperty("hit_rates").EnumerateArray().Last().GetProperty("hit_rate").GetDouble());
        Assert.All((string[])["hit rate product", "hit rate reco", "hit rate promo", "hit rate overall", "single hits", "pages"], target => Assert.NotEqual("not_measured", VerdictOf(report, target)));
    }

    [Fact]
    public async Task A_bad_line_stops_everything_before_the_first_request()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();
        var trace = _folder.File("trace.csv");
        await File.WriteAllLinesAsync(trace, [TraceLine.Header, ",1,,get,", ",2,,fetch,"]);

        await AssertRefusedAsync(
            $"{trace}:3: op is none of get, set, delete: 'fetch'", "replay", "--trace", trace, "--target", $"{orchestrator.Address}", "--report", Report);

        Assert.Empty(orchestrator.Requests);
        Assert.False(File.Exists(Report));
    }

    [Theory]
    [InlineData("No target: give --target URL", "generate")]
    [InlineData("The address 'nowhere' is not an http address.", "generate", "--target", "nowhere")]
    [InlineData("The target http://127.0.0.1:1/ does not answer", "generate", "--target", "http://127.0.0.1:1")]
    [InlineData("--rate must be a number", "generate", "--rate", "fast")]
    [InlineData("--rate must be a number", "generate", "--rate", "NaN")]
    [InlineData("--connections must be a number from 1", "generate", "--connections", "0")]
    [InlineData("--duration: '5 days' is not a duration", "generate", "--duration", "5 days")]
    [InlineData("--warm-up: 'never' is not a duration", "generate", "--warm-up", "never")]
    [InlineData("Argument 'all' not recognized. Must be one of: 'products' 'pages' 'mixed'", "generate", "--path", "all")]
    [InlineData("Option '--trace' is required.", "replay")]
    [InlineData("no-such-file: ", "replay", "--trace", "no-such-file", "--target", "http://127.0.0.1:1")]
    [InlineData("--time-scale follows the trace's clock", "replay", "--trace", "x", "--target", "http://127.0.0.1:1", "--time-scale", "2", "--rate", "5")]
    [InlineData("No origin: give --origin URL", "generate", "--target", "http://127.0.0.1:1", "--check")]
    [InlineData("Admin__Key must hold the administrator's key", "generate", "--target", "http://127.0.0.1:1", "--check", "--origin", "http://127.0.0.1:1")]
    [InlineData("Required command was not provided.", "launch")]
    public async Task Bad_input_is_one_line(string message, params string[] args) => await AssertRefusedAsync(message, args);

    [Fact]
    public async Task A_clock_that_the_trace_does_not_have_is_refused()
        => await AssertRefusedAsync(
            "--time-scale needs a trace with a clock", "replay", "--trace", WriteTrace([1]), "--target", "http://127.0.0.1:1", "--time-scale", "2");

    [Fact]
    public async Task A_report_that_cannot_be_written_is_refused_before_the_first_request()
    {
        await using var orchestrator = await FakeOrchestrator.StartWithCacheAsync();

        await AssertRefusedAsync("The report cannot be written", "generate", "--target", $"{orchestrator.Address}", "--report", _folder.File("no/folder"));

        Assert.Empty(orchestrator.Requests);
    }

    [Fact]
    public async Task A_generated_load_can_be_written_as_a_trace()
    {
        var file = _folder.File("generated.csv.gz");

        Assert.Equal(ExitCodes.Met, await RunAsync("generate", "--out", file, "--rate", "1000", "--duration", "2s", "--arrivals", "constant"));

        var trace = TraceReader.Read(file);
        Assert.Equal(2000, trace.Keys.Count);
        Assert.Equal(1.999, trace.Times![^1]);
        Assert.Contains("2,000 requests", _output.ToString(), StringComparison.Ordinal);
    }

    private string Report => _folder.File("report.json");

    private string WriteTrace(IEnumerable<int> keys)
    {
        var file = _folder.File("trace.csv");
        File.WriteAllLines(file, [TraceLine.Header, .. keys.Select(key => $",{key},,get,")]);
        return file;
    }

    private JsonElement ReadReport() => JsonDocument.Parse(File.ReadAllText(Report)).RootElement;

    private static string? VerdictOf(JsonElement report, string target)
        => report.GetProperty("targets").EnumerateArray()
            .Single(result => result.GetProperty("name").GetString()!.StartsWith(target, StringComparison.Ordinal))
            .GetProperty("verdict").GetString();

    private async Task AssertRefusedAsync(string message, params string[] args)
    {
        Assert.Equal(ExitCodes.BadInput, await RunAsync(args));
        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        Assert.Contains(message, line, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    private Task<int> RunAsync(CancellationToken stop, params string[] args)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        return TrafficApplication.RunAsync(args, console, _error, TimeProvider.System, stop);
    }
}
