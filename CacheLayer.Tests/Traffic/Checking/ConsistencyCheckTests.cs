using System.Text.Json;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Commands;
using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Requests;
using Spectre.Console;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>The check is checked: it must find the faults that are put in, and none where there are none.</summary>
public sealed class ConsistencyCheckTests : IDisposable
{
    private const string AdminKey = "the-key-of-this-test";

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cache_that_keeps_its_word_has_no_violation()
    {
        Assert.Equal(ExitCodes.Met, await RunAsync(new Shop()));

        var report = Report();
        Assert.Empty(report.GetProperty("violations").EnumerateObject());
        Assert.InRange(Count(report, "acknowledged"), 10, int.MaxValue);
        Assert.Equal(Count(report, "changes"), Count(report, "acknowledged"));
        Assert.InRange(Count(report, "reads"), 100, int.MaxValue);
    }

    [Theory]
    [InlineData(ShopFault.FillsLate, "after_acknowledgement")]
    [InlineData(ShopFault.LosesEvents, "lost_event")]
    internal async Task A_fault_is_found_and_named(ShopFault fault, string cause)
    {
        Assert.Equal(ExitCodes.NotMet, await RunAsync(new Shop(fault)));

        var report = Report();
        Assert.Equal([cause], report.GetProperty("violations").EnumerateObject().Select(violation => violation.Name));
        Assert.InRange(report.GetProperty("within")[0].GetProperty("share").GetDouble(), 0, 0.9999);
        Assert.Contains("violation", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_not_written_to_the_report()
    {
        await RunAsync(new Shop());

        Assert.DoesNotContain(AdminKey, await File.ReadAllTextAsync(ReportFile), StringComparison.Ordinal);
    }

    private string ReportFile => _folder.File("report.json");

    private JsonElement Report() => JsonDocument.Parse(File.ReadAllText(ReportFile)).RootElement.GetProperty("consistency");

    private static int Count(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private async Task<int> RunAsync(Shop shop)
    {
        await using var server = await FakeOrchestrator.StartAsync(shop.AnswerAsync);
        var settings = new RunSettings
        {
            Targets = [server.Address],
            Path = RequestPath.Products,
            Arrivals = ArrivalProcess.Constant,
            Rate = 400,
            TimeScale = 1,
            Duration = TimeSpan.FromSeconds(2),
            Connections = 16,
            MaxUnderWay = 1_000,
            Timeout = TimeSpan.FromSeconds(60),
            Customers = 0,
            Seed = 1,
            Catalogue = null,
            Check = new CheckSettings { Origin = server.Address, AdminKey = AdminKey, ChangeRate = 50, OverdueAfter = TimeSpan.FromMilliseconds(50) },
            Report = ReportFile,
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 200;
        return await new LoadRun(settings, Load.Of(new LoadModel { Keys = 10 }, seed: 1), console, TimeProvider.System).RunAsync(CancellationToken.None);
    }
}
