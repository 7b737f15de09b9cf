using System.Diagnostics.CodeAnalysis;
using CacheLayer.Diagnostics;
using MessagePack;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>Turns values of one type into payloads and back.</summary>
internal abstract class HybridFormat<T>(HybridViews views, string? refusal, ILogger logger, TimeProvider time)
{
    private static readonly HybridPayload Nil = new(new byte[] { MessagePackCode.Nil });

    private readonly LogThrottle _throttle = new(TimeSpan.FromHours(1), time);

    public HybridViews Views => views;

    /// <summary>Whether values of the type can be stored and read back as they were.</summary>
    public bool IsStorable => refusal is null;

    /// <summary>The payload of a value that was created; without bytes, and with an error in the log, when it cannot be stored.</summary>
    public HybridPayload Write(T value)
    {
        if (value is null)
        {
            return Nil;
        }

        try
        {
            return new(refusal is null ? WriteValue(value) : throw new MessagePackSerializationException(refusal), value);
        }
        catch (Exception e)
        {
            // Whatever a serialiser throws: callers get the value all the same.
            Refuse(e);
            return new(default, value);
        }
    }

    /// <summary>The value of a payload; what was created, with an error in the log, when that cannot be read back.</summary>
    /// <returns>Whether there is one; not when what is stored cannot be read.</returns>
    public bool TryRead(HybridPayload payload, out T? value, [NotNullWhen(false)] out Exception? error)
    {
        error = null;
        value = default;
        if (default(T) is null && payload.Bytes.Span is [MessagePackCode.Nil])
        {
            return true;
        }

        if (!payload.IsStorable && payload.Created is T unstored)
        {
            value = unstored;
            return true;
        }

        try
        {
            value = ReadValue(payload.Bytes);
            return true;
        }
        catch (Exception e)
        {
            // Whatever the deserialiser throws at bytes that it cannot read.
            error = e;
        }

        if (payload.Created is not T created)
        {
            return false;
        }

        Refuse(error);
        value = created;
        error = null;
        return true;
    }

    protected abstract byte[] WriteValue(T value);

    protected abstract T ReadValue(ReadOnlyMemory<byte> payload);

    private void Refuse(Exception error)
    {
        if (_throttle.TryTake(out var count))
        {
            Log.NotStored(logger, error, typeof(T), error.Message, count);
        }
    }
}
