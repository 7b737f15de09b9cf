using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>The keys of a read that the memory of this process did not answer.</summary>
/// <param name="keys">The keys.</param>
/// <param name="positions">Where each stands among all; null when none was answered.</param>
internal readonly struct KeysLeft(RedisKeyOrValue[] keys, int[]? positions)
{
    public RedisKeyOrValue[] Keys => keys;

    public int Count => keys.Length;

    public int Position(int index) => positions is null ? index : positions[index];
}
