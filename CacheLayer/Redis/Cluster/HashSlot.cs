using StackExchange.Redis;

namespace CacheLayer.Redis.Cluster;

/// <summary>In which of a cluster's slots a key lies.</summary>
internal static class HashSlot
{
    public const int Count = 16384;

    private const ushort Polynomial = 0x1021;

    private static readonly ushort[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>The slot of a key; the client, which talks to each node alone, does not tell it.</summary>
    public static int Of(RedisKey key) => Of((ReadOnlySpan<byte>)(byte[]?)key);

    /// <summary>CRC16 (XMODEM) of the hash tag, or of the whole key where it has none.</summary>
    public static int Of(ReadOnlySpan<byte> key)
    {
        ushort crc = 0;
        foreach (var b in Tag(key))
        {
            crc = (ushort)((crc << 8) ^ Remainders[(crc >> 8) ^ b]);
        }

        return crc % Count;
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        var length = open < 0 ? -1 : key[(open + 1)..].IndexOf((byte)'}');
        return length > 0 ? key.Slice(open + 1, length) : key;
    }

    private static ushort Remainder(int high)
    {
        var crc = high << 8;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc << 1) ^ ((crc & 0x8000) is 0 ? 0 : Polynomial);
        }

        return (ushort)crc;
    }
}
