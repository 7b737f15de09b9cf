using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Removes a value and the lease of its fetch, raises the watermark, and names the first dependents.</summary>
/// <remarks>
/// A value whose version is not below that of the change stays: an event that comes late, or again, does no needless harm. So does
/// the lease then: what its holder brings is measured by the watermark. A value is known by the beginning that <see cref="Entries.EntryCodec"/>
/// writes: an array, format 1, the flags, the time in nine bytes, and the version, which is compared in halves, because Lua's numbers lose
/// the low bits of large ones. What looks otherwise is removed.
///
/// A node without memory refuses commands that may need some, except to a script that has written before: so each SET comes after a DEL, which
/// is never refused, whether or not its key is there.
///
/// The dependents stay in an index until they are gone: see <see cref="LeavingIndex"/>.
/// </remarks>
internal static class InvalidateScript
{
    private const string Text = Watermark.Below + LeavingIndex.Page + EntryDependencies.IsTied + """
        local function isAsNew(head, high, low)
          if type(head) ~= 'string' or #head < 13 then return false end
          local array, format, _, time = string.byte(head, 1, 4)
          if array < 149 or array > 151 or format ~= 1 or time ~= 207 then return false end
          local first = string.byte(head, 13)
          if first < 128 then return high == 0 and first >= low end
          local width = ({ [204] = 1, [205] = 2, [206] = 4, [207] = 8 })[first]
          if not width or #head < 13 + width then return false end
          local h, l = 0, 0
          for i = 14, 13 + width do
            h = (h * 256 + math.floor(l / 16777216)) % 4294967296
            l = (l % 16777216) * 256 + string.byte(head, i)
          end
          return h > high or (h == high and l >= low)
        end
        local version = ARGV[1]
        local reply = {}
        if version ~= '0' and isAsNew(redis.pcall('GETRANGE', KEYS[1], 0, 20), tonumber(ARGV[3]), tonumber(ARGV[4])) then
          reply[1] = 2
        elseif ARGV[6] ~= '' and not isTied(KEYS[1], KEYS[6], ARGV[6]) then
          redis.call('DEL', KEYS[2])
          reply[1] = 0
        else
          redis.call('DEL', KEYS[2], KEYS[6])
          reply[1] = redis.call('DEL', KEYS[1])
        end
        local watermark = redis.call('GET', KEYS[3])
        if watermark and below(version, watermark) then version = watermark end
        redis.call('DEL', KEYS[3])
        redis.call('SET', KEYS[3], version, 'PX', ARGV[2])
        return page(reply, KEYS[4], KEYS[5], tonumber(ARGV[5]), true)
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="version">The lowest version that may be cached from now on, or 0 when it is unknown: then whatever is there is removed.</param>
    /// <param name="because">The value key of the entry whose index named this one, or null: a value that is known not to depend on it stays.</param>
    public static async Task<InvalidateReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, long version, string? because = null)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text,
            [keys.Value, keys.Lease, keys.Watermark, keys.Dependents, KeyLayout.Leaving(keys.Value), KeyLayout.Ties(keys.Value)],
            [version, (long)Watermark.Life.TotalMilliseconds, version >>> 32, version & uint.MaxValue, LeavingIndex.PageLength, because ?? ""]).ConfigureAwait(false);
        var parts = (RedisResult[])reply!;
        var what = (int)parts[0];
        return new(Deleted: what is 1, Kept: what is 2, DependentsPage.Of(parts, 1));
    }
}
