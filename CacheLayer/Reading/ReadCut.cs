using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>Cuts a read of very many keys into commands that do not delay those of others: of 512 keys at most, and fewer where values are large. A shorter read is one command.</summary>
internal struct ReadCut()
{
    private const int MostKeys = 512;
    private const int WantedBytes = 512 * 1024;

    private int _next = MostKeys;

    /// <summary>The keys of the next command.</summary>
    public readonly RedisKeyOrValue[] Take(RedisKeyOrValue[] keys, int from)
        => from is 0 && keys.Length <= _next ? keys : keys.AsSpan(from, Math.Min(_next, keys.Length - from)).ToArray();

    /// <summary>How many items the next command is for.</summary>
    public readonly int Length(int from, int count) => Math.Min(_next, count - from);

    /// <summary>Learns from an answer, before it is read, how large values are.</summary>
    public void Saw(in ManyRead many)
    {
        if (many.Entries is not { Length: >= MostKeys / 64 } entries)
        {
            return;
        }

        var bytes = 0L;
        foreach (var entry in entries)
        {
            bytes += entry?.Length ?? 0;
        }

        _next = (int)Math.Clamp(WantedBytes * (long)entries.Length / Math.Max(1, bytes), 1, MostKeys);
    }
}
