using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Writes a report. Also on a node without memory, which refuses a SET unless the same script has written before: silence would be taken for lag.</summary>
internal static class LagReportScript
{
    private static readonly string Text = LuaFile.Load("lag-report");

    public static Task<RedisResult> EvaluateAsync(IDatabaseAsync db, LagReport report)
        => db.ScriptEvaluateAsync(Text, [LagReport.Key], [report.ToString(), (long)LagReport.Life.TotalMilliseconds]);
}
