using System.Buffers.Binary;
using MessagePack;
using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Asks the primary for a value that the nearest node did not have, and for the lease if the primary has no value.</summary>
/// <remarks>
/// The entry that the caller wants to replace counts as absent. It is recognised by when it was stored: nine bytes of every
/// entry, see <see cref="Entries.EntryCodec"/>. No clock is looked at, and a newer entry is never mistaken for it.
/// </remarks>
internal static class BeginFillScript
{
    private static readonly string Text = LuaFile.Load("begin-fill");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry.</param>
    /// <param name="token">What the lease will hold if it is granted; never used before.</param>
    /// <param name="life">How long the lease stands.</param>
    /// <param name="staleStoredAt">When the entry was stored that is to be replaced, or null when there is none.</param>
    public static async Task<BeginFillReply> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, RedisValue token, TimeSpan life, long? staleStoredAt = null)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text, [keys.Value, keys.Lease, keys.Watermark], [token, (long)life.TotalMilliseconds, staleStoredAt is { } at ? StoredAt(at) : "none"]).ConfigureAwait(false);
        return reply.Resp2Type switch
        {
            ResultType.BulkString => new(BeginFillStatus.Found, Entry: (byte[])reply!),
            ResultType.Array => new(BeginFillStatus.Granted, Watermark: (long)reply[0]),
            _ => new(BeginFillStatus.Held),
        };
    }

    /// <summary>When an entry was stored, as MessagePack writes every time since February 1970.</summary>
    public static byte[] StoredAt(long milliseconds)
    {
        var bytes = new byte[1 + sizeof(long)];
        bytes[0] = MessagePackCode.UInt64;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), milliseconds);
        return bytes;
    }
}
