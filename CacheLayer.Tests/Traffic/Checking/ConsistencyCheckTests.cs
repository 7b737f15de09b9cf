using System.Text.Json;
using CacheLayer.Traffic.Commands;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>What the check can tell without looking at the nodes: that there is a violation, and lost events.</summary>
[Trait("Tier", "unit")]
public sealed class ConsistencyCheckTests : IDisposable
{
    private readonly CheckedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_cache_that_keeps_its_word_has_no_violation()
    {
        var report = await _run.RunAsync(new Shop().AnswerAsync);

        Assert.Equal(ExitCodes.Met, _run.ExitCode);
        Assert.Empty(report.GetProperty("violations").EnumerateObject());
        Assert.InRange(Count(report, "acknowledged"), 10, int.MaxValue);
        Assert.Equal(Count(report, "changes"), Count(report, "acknowledged"));
        Assert.InRange(Count(report, "reads"), 100, int.MaxValue);
    }

    [Theory]
    [InlineData(ShopFault.FillsLate, "after_acknowledgement")]
    [InlineData(ShopFault.LosesEvents, "lost_event")]
    internal async Task A_fault_is_found(ShopFault fault, string cause)
    {
        var report = await _run.RunAsync(new Shop(fault).AnswerAsync);

        Assert.Equal(ExitCodes.NotMet, _run.ExitCode);
        Assert.Equal([cause], report.GetProperty("violations").EnumerateObject().Select(violation => violation.Name));
        Assert.InRange(report.GetProperty("within")[0].GetProperty("share").GetDouble(), 0, 0.9999);
        Assert.Contains("violation", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_not_written_to_the_report()
    {
        await _run.RunAsync(new Shop().AnswerAsync);

        Assert.DoesNotContain(CheckedRun.AdminKey, _run.ReportText, StringComparison.Ordinal);
    }

    private static int Count(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
