using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CacheLayer.Redis.Connections;

/// <summary>Reads RESP3: what a node answers to a handful of commands, and pushes.</summary>
internal static class RespReader
{
    // What a node has to say here is flat, and names keys; a push names all that changed at once.
    private const int MaxDepth = 4;
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Takes a value off the front of a buffer; false when there is not a whole one yet.</summary>
    /// <exception cref="InvalidDataException">This is not RESP3, or more of it than can be meant.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        if (buffer.Length > MaxBytes)
        {
            throw new InvalidDataException("A value is too long.");
        }

        var reader = new SequenceReader<byte>(buffer);
        if (!TryRead(ref reader, depth: 0, out value))
        {
            return false;
        }

        buffer = reader.UnreadSequence;
        return true;
    }

    private static bool TryRead(ref SequenceReader<byte> reader, int depth, out RespValue value)
    {
        value = default;
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            return false;
        }

        if (line.IsEmpty)
        {
            throw Unknown();
        }

        var kind = line.FirstSpan[0];
        var rest = line.Slice(1);
        switch ((char)kind)
        {
            case '+' or ':' or ',' or '#' or '(':
                value = new(RespKind.Text, Text(rest), []);
                return true;
            case '-':
                value = new(RespKind.Error, Text(rest), []);
                return true;
            case '_':
                value = RespValue.Null;
                return true;
            case '$' or '=' or '!':
                return TryReadText(ref reader, Length(rest), kind is (byte)'!' ? RespKind.Error : RespKind.Text, out value);
            case '*' or '~':
                return TryReadItems(ref reader, Length(rest), RespKind.Many, depth, out value);
            case '%':
                return TryReadItems(ref reader, 2 * Length(rest), RespKind.Many, depth, out value);
            case '>':
                return TryReadItems(ref reader, Length(rest), RespKind.Push, depth, out value);
            default:
                throw Unknown();
        }
    }

    private static bool TryReadText(ref SequenceReader<byte> reader, int length, RespKind kind, out RespValue value)
    {
        value = RespValue.Null;
        if (length < 0)
        {
            return true;
        }

        if (!reader.TryReadExact(length, out var text) || reader.Remaining < 2)
        {
            return false;
        }

        reader.Advance(2);
        value = new(kind, Text(text), []);
        return true;
    }

    private static bool TryReadItems(ref SequenceReader<byte> reader, int count, RespKind kind, int depth, out RespValue value)
    {
        value = RespValue.Null;
        if (count < 0)
        {
            return true;
        }

        if (depth == MaxDepth)
        {
            throw new InvalidDataException("A value is nested too deeply.");
        }

        // Not by the count alone: it is only what was announced.
        var items = new List<RespValue>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            if (!TryRead(ref reader, depth + 1, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        value = new(kind, "", [.. items]);
        return true;
    }

    private static int Length(ReadOnlySequence<byte> digits)
        => digits.Length <= 11 && Utf8Parser.TryParse(digits.ToArray(), out int length, out var consumed) && consumed == digits.Length && length is >= -1 and <= MaxBytes
            ? length
            : throw Unknown();

    private static string Text(ReadOnlySequence<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static InvalidDataException Unknown() => new("The node does not speak RESP3.");
}
