using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries.Serialization;

/// <summary>Writes values as a MessagePack string that holds JSON.</summary>
internal sealed class JsonFormatter<T> : IMessagePackFormatter<T?>
{
    private const int KeptBufferBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)EntryJson.Options.GetTypeInfo(typeof(T));

    public void Serialize(ref MessagePackWriter writer, T? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        // A converter of the application's may come here again.
        var buffer = _buffer ?? new();
        _buffer = null;
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(json, value, _type);
        }

        writer.WriteString(buffer.WrittenSpan);
        _buffer = buffer.Capacity <= KeptBufferBytes ? buffer : null;
    }

    public T? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        => reader.ReadStringSequence() is { } json ? JsonSerializer.Deserialize(json.FirstSpan, _type) : default;
}
