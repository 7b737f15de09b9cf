using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Writes an entry into the index of one that it was made from, and tells when that one was last invalidated.</summary>
/// <remarks>The microseconds in the order tell two registrations of one entry apart: see <see cref="LeavingIndex"/>. The index is ordered by when the dependents expire; each registration clears away a few that have, so that it does not grow with what was ever stored.</remarks>
internal static class RegisterDependentScript
{
    private const string Text = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + time[2] / 1000
        local expired = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', now), 'LIMIT', 0, 16)
        if #expired > 0 then redis.call('ZREM', KEYS[2], unpack(expired)) end
        redis.call('ZADD', KEYS[2], 'GT', string.format('%.3f', now + ARGV[2]), ARGV[1])
        if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
        return { redis.call('GET', KEYS[1]) or '0', redis.call('PTTL', KEYS[1]) }
        """;

    /// <summary>
    /// For how long an entry is named. Its life begins when it is stored, which may take as long as its lease lives; twice, because the clocks
    /// of two nodes may run at different speeds.
    /// </summary>
    public static TimeSpan LifeInIndex(TimeSpan ttl, TimeSpan leaseTtl) => ttl + (2 * leaseTtl);

    /// <param name="db">The primary.</param>
    /// <param name="dependency">The keys of the entry that is depended on.</param>
    /// <param name="dependent">The value key of the entry that depends on it.</param>
    /// <param name="ttl">How long the dependent will live at most.</param>
    public static async Task<RegisterDependentReply> EvaluateAsync(IDatabaseAsync db, EntryKeys dependency, string dependent, TimeSpan ttl)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text, [dependency.Watermark, dependency.Dependents], [dependent, (long)ttl.TotalMilliseconds]).ConfigureAwait(false);
        var left = (long)reply[1];
        return new((long)reply[0], left < 0 ? TimeSpan.MaxValue : Watermark.Life - TimeSpan.FromMilliseconds(left));
    }
}
