using System.Text.Json;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Commands;
using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Requests;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>Runs a checked load against a server that answers as a test wants.</summary>
internal sealed class CheckedRun : IDisposable
{
    public const string AdminKey = "the-key-of-this-test";

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public int ExitCode { get; private set; }

    public string Output => _output.ToString();

    public string ReportText => File.ReadAllText(_folder.File("report.json"));

    /// <returns>What the report says of consistency.</returns>
    public async Task<JsonElement> RunAsync(Func<HttpContext, Task> answer, string? cache = null, int seconds = 2)
    {
        await using var server = await FakeOrchestrator.StartAsync(answer);
        var settings = new RunSettings
        {
            Targets = [server.Address],
            Path = RequestPath.Products,
            Arrivals = ArrivalProcess.Constant,
            Rate = 400,
            TimeScale = 1,
            Duration = TimeSpan.FromSeconds(seconds),
            Connections = 16,
            MaxInFlight = 1_000,
            Timeout = TimeSpan.FromSeconds(60),
            Customers = 0,
            Seed = 1,
            Catalogue = null,
            Check = new CheckSettings { Origin = server.Address, AdminKey = AdminKey, Cache = cache, ChangeRate = 50, OverdueAfter = TimeSpan.FromMilliseconds(50) },
            Report = _folder.File("report.json"),
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 200;
        ExitCode = await new LoadRun(settings, Load.Of(new LoadModel { Keys = 10 }, seed: 1), console, TimeProvider.System).RunAsync(CancellationToken.None);
        return JsonDocument.Parse(ReportText).RootElement.GetProperty("consistency");
    }

    public void Dispose() => _folder.Dispose();
}
