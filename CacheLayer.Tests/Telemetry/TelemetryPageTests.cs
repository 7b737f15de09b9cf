using System.Globalization;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Telemetry;

[Trait("Tier", "unit")]
public sealed class TelemetryPageTests
{
    [Fact]
    public async Task The_page_shows_the_service_levels_of_the_code()
    {
        var page = await File.ReadAllLinesAsync(RepositoryFiles.Find("docs/telemetry.md"));
        Assert.Equal(SloTable.All.Select(Row), page.Where(line => line.StartsWith("| `cache.", StringComparison.Ordinal)));
    }

    private static string Row(Slo slo)
    {
        var percentile = slo.Statistic is SloStatistic.P95 ? "p95 " : "";
        var (good, bad) = slo.Bound is SloBound.Below ? ('<', '>') : ('>', '<');
        var after = slo.AlarmAfter > TimeSpan.Zero ? $" for {slo.AlarmAfter.TotalMinutes} min" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| `{slo.Name}` | {slo.Unit} | {percentile}{good} {slo.Target} | {percentile}{bad} {slo.Alarm}{after} |");
    }
}
