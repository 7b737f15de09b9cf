using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using System.Threading.Tasks.Sources;
using CacheLayer.Catalogue;
using MessagePack;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>One MGET of a <see cref="BareSocket"/>.</summary>
internal sealed class BareRead(int keys) : IValueTaskSource<Product[]>
{
    private const int LineEnd = 2;

    private static readonly string Prefix = RawGetPeer.Key("");
    private static readonly string AfterLength = $"\r\n{Prefix}";

    private readonly Product[] _products = new Product[keys];
    private ManualResetValueTaskSourceCore<Product[]> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isIncomplete;

    /// <summary>Writes the command.</summary>
    /// <returns>Its length.</returns>
    public static int Write(string[] ids, Span<byte> output)
    {
        Utf8.TryWrite(output, $"*{ids.Length + 1}\r\n$4\r\nMGET\r\n", out var length);
        foreach (var id in ids)
        {
            output[length++] = (byte)'$';
            Utf8Formatter.TryFormat(Prefix.Length + id.Length, output[length..], out var digits);
            length += digits;
            length += Encoding.ASCII.GetBytes(AfterLength, output[length..]);
            length += Encoding.ASCII.GetBytes(id, output[length..]);
            length += Encoding.ASCII.GetBytes("\r\n", output[length..]);
        }

        return length;
    }

    /// <summary>Decodes the answer if all of it has come.</summary>
    /// <returns>Its length, or 0.</returns>
    public int Decode(ReadOnlyMemory<byte> received)
        => Walk(received, decodes: false) > 0 ? Walk(received, decodes: true) : 0;

    public void Complete()
    {
        if (_isIncomplete)
        {
            _core.SetException(new InvalidOperationException("A product is missing."));
        }
        else
        {
            _core.SetResult(_products);
        }
    }

    public Product[] GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    // *10 and, for each value, $length and the value itself.
    private int Walk(ReadOnlyMemory<byte> received, bool decodes)
    {
        var span = received.Span;
        var at = span.IndexOf((byte)'\n') + 1;
        for (var i = 0; i < keys && at > 0; i++)
        {
            var line = span[at..].IndexOf((byte)'\n') + 1;
            if (line == 0 || !Utf8Parser.TryParse(span[(at + 1)..], out int length, out _))
            {
                return 0;
            }

            at += line;
            if (length < 0)
            {
                _isIncomplete = true;
                continue;
            }

            if (at + length + LineEnd > span.Length)
            {
                return 0;
            }

            if (decodes)
            {
                _products[i] = MessagePackSerializer.Deserialize<Product>(received.Slice(at, length));
            }

            at += length + LineEnd;
        }

        return at;
    }
}
