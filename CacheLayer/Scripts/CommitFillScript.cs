using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Stores a fetched value if its lease still stands and its version is not below the watermark.</summary>
/// <remarks>
/// Entries of other shapes that are under the key stay, up to three, beside the new one: other builds of the application read them, and they are as
/// good as they were. All of them then end when the first would have ended, so none lives longer than it was given. <see cref="EntryShapes"/> says how they lie there.
/// </remarks>
internal static class CommitFillScript
{
    private const string Text = Watermark.Below + """
        local function others(value, shape)
          local found = {}
          local function add(entry)
            if #entry > 17 and string.byte(entry, 2) == 1 and string.byte(entry, 4) == 207 and string.byte(entry, 3) % 16 > 7
              and string.sub(entry, -5) ~= shape and #found < 3 then found[#found + 1] = entry end
          end
          if string.byte(value, 2) ~= 2 then add(value) end
          local at = string.byte(value, 2) == 2 and 13 or #value
          while #value > at + 4 and string.byte(value, at) == 198 do
            local a, b, c, d = string.byte(value, at + 1, at + 4)
            local next = at + 5 + ((a * 256 + b) * 256 + c) * 256 + d
            add(string.sub(value, at + 5, next - 1))
            at = next
          end
          return found
        end
        local function binary(entry)
          local length = #entry
          local d = length % 256
          local c = (length - d) / 256 % 256
          local b = (length - c * 256 - d) / 65536 % 256
          return string.char(198, math.floor(length / 16777216), b, c, d) .. entry
        end
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[2], KEYS[4])
        local watermark = redis.call('GET', KEYS[3])
        if watermark and below(ARGV[4], watermark) then return 0 end
        local entry, life = ARGV[2], ARGV[3]
        if ARGV[5] ~= '' then
          if redis.call('SET', KEYS[1], entry, 'PX', life, 'NX') then return 1 end
          local there = redis.pcall('GET', KEYS[1])
          local kept = type(there) == 'string' and others(there, ARGV[5]) or {}
          if #kept > 0 then
            local parts = { string.char(148 + #kept, 2, 0), string.sub(entry, 4, 12), binary(entry) }
            for _, other in ipairs(kept) do parts[#parts + 1] = binary(other) end
            entry = table.concat(parts)
            local left = redis.call('PTTL', KEYS[1])
            if left >= 0 and left < tonumber(life) then life = math.max(left, 1) end
          end
        end
        redis.call('SET', KEYS[1], entry, 'PX', life)
        return 1
        """;

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry's keys.</param>
    /// <param name="token">What the lease holds.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="beside">Its shape, when entries of other shapes are to stay beside it.</param>
    /// <returns>Whether it was stored.</returns>
    public static async Task<bool> EvaluateAsync(
        IDatabaseAsync db, EntryKeys keys, RedisValue token, ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, EntryShape beside)
        => (bool)await db.ScriptEvaluateAsync(
            Text,
            [keys.Value, keys.Lease, keys.Watermark, KeyLayout.Ties(keys.Value)],
            [token, entry, (long)ttl.TotalMilliseconds, version, EntryShapes.BytesOf(beside)]).ConfigureAwait(false);
}
