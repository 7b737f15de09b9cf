using CacheLayer.Catalogue;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>
/// Adds a dead letter, and remembers which record it came from: one that is delivered again, because its worker was killed before it
/// acknowledged it, or its answer was lost, is not put aside again.
/// </summary>
internal static class PutAsideScript
{
    // The letter first: should the rest fail, there are two rather than none.
    private const string Text = """
        if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
        local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 3))
        redis.call('ZADD', KEYS[2], string.match(id, '%d+'), ARGV[1])
        redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[2])
        return 1
        """;

    /// <param name="events">The event node.</param>
    /// <param name="sourceId">The record's id in its source.</param>
    /// <param name="maxLength">About how many letters are kept, and how many records are remembered.</param>
    /// <param name="letter">The letter's fields.</param>
    public static Task EvaluateAsync(IDatabase events, string sourceId, int maxLength, params ReadOnlySpan<NameValueEntry> letter)
    {
        var arguments = new RedisValue[2 + (2 * letter.Length)];
        (arguments[0], arguments[1]) = (sourceId, maxLength);
        for (var i = 0; i < letter.Length; i++)
        {
            (arguments[2 + (2 * i)], arguments[3 + (2 * i)]) = (letter[i].Name, letter[i].Value);
        }

        return events.ScriptEvaluateAsync(Text, [ChangeStream.DeadLetters, ChangeStream.DeadLetterSources], arguments);
    }
}
