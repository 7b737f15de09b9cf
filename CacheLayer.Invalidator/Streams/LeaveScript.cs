using CacheLayer.Catalogue;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Streams;

/// <summary>
/// Takes consumers out of the group unless entries are left to them. In one step: a read that has timed out here may still be under way, and an
/// entry that it is given between a look and the removal would be nobody's.
/// </summary>
internal static class LeaveScript
{
    private const string Text = """
        for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
          local consumer = {}
          for i = 1, #info, 2 do consumer[info[i]] = info[i + 1] end
          if consumer.pending == 0 and (consumer.name == ARGV[2] or consumer.idle > tonumber(ARGV[3])) then
            redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
          end
        end
        """;

    /// <param name="events">The event node.</param>
    /// <param name="consumer">The one that leaves.</param>
    /// <param name="forgotten">Others that have not been heard of for longer go with it.</param>
    public static Task EvaluateAsync(IDatabase events, string consumer, TimeSpan forgotten)
        => events.ScriptEvaluateAsync(Text, [ChangeStream.Name], [ChangeStream.Group, consumer, (long)forgotten.TotalMilliseconds]);
}
