using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Writes a report. Also on a node without memory, which refuses a SET unless the same script has written before: silence would be taken for lag.</summary>
internal static class LagReportScript
{
    private const string Text = """
        redis.call('DEL', KEYS[1])
        return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        """;

    public static Task<RedisResult> EvaluateAsync(IDatabaseAsync db, LagReport report)
        => db.ScriptEvaluateAsync(Text, [LagReport.Key], [report.ToString(), (long)LagReport.Life.TotalMilliseconds]);
}
