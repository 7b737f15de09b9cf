using System.Globalization;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Prints the rows, one table for each size of read and number of callers.</summary>
internal static class PeerTable
{
    public static void Write(IReadOnlyList<PeerRow> rows)
    {
        foreach (var group in rows.GroupBy(row => (row.Keys, row.Callers)))
        {
            var table = new Table().Title($"{group.Key.Keys} key(s), {group.Key.Callers} caller(s)");
            table.AddColumns("cache", "reads/s", "p50 us", "p95 us", "p99 us", "CPU us", "bytes", "x raw");
            foreach (var row in group)
            {
                table.AddRow(
                    row.Cache,
                    Text(row.ReadsPerSecond, "N0"),
                    Text(row.P50Microseconds, "F1"),
                    Text(row.P95Microseconds, "F1"),
                    Text(row.P99Microseconds, "F1"),
                    Text(row.CpuMicrosecondsPerRead, "F2"),
                    Text(row.BytesPerRead, "N0"),
                    Text(row.RatioToRaw, "F2"));
            }

            AnsiConsole.Write(table);
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
