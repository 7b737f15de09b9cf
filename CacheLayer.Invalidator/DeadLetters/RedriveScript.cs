using CacheLayer.Catalogue;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Moves a dead letter back onto the stream of changes: it is in one of the two at every moment, whoever is killed.</summary>
internal static class RedriveScript
{
    // The body goes back as it came; how often it was delivered is counted anew.
    private const string Text = """
        local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
        if not letter then return 'gone' end
        local fields = {}
        for i = 1, #letter[2], 2 do fields[letter[2][i]] = letter[2][i + 1] end
        local body = fields[ARGV[2]] or ''
        if fields[ARGV[3]] and tonumber(fields[ARGV[3]]) > #body then return 'cut' end
        redis.call('XADD', KEYS[2], '*', ARGV[2], body)
        redis.call('XDEL', KEYS[1], ARGV[1])
        return 'moved'
        """;

    /// <returns>True: it is on the stream. False: it stays, because its body is cut. Null: there is none.</returns>
    public static async Task<bool?> EvaluateAsync(IDatabase events, string id)
        => (string?)await events.ScriptEvaluateAsync(
            Text, [ChangeStream.DeadLetters, ChangeStream.Name], [id, ChangeStream.BodyField, DeadLetterStream.LengthField]) switch
        {
            "moved" => true,
            "cut" => false,
            _ => null,
        };
}
