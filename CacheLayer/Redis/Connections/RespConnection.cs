using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>A plain connection to a node, for what the client does not do: it drops what a node pushes, and keeps to itself why a node refuses a connection.</summary>
internal sealed class RespConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;

    private RespConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _reader = PipeReader.Create(stream);
    }

    /// <summary>Connects, and does not log in.</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS failed.</exception>
    /// <exception cref="SocketException">There is no such node.</exception>
    public static async Task<RespConnection> OpenAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var endPoint = options.EndPoints[0];
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Ssl)
            {
                stream = await RespTls.AuthenticateAsync(stream, endPoint, options, cancellationToken).ConfigureAwait(false);
            }

            return new(socket, stream);
        }
        catch
        {
            await (stream?.DisposeAsync() ?? default).ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(string[] command, CancellationToken cancellationToken) => SendAsync([command], cancellationToken);

    /// <summary>Sends a command, and waits for its answer.</summary>
    public async ValueTask<RespValue> AskAsync(string[] command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends several commands at once, and waits for their answers.</summary>
    public async ValueTask<RespValue[]> AskAllAsync(string[][] commands, CancellationToken cancellationToken)
    {
        await SendAsync(commands, cancellationToken).ConfigureAwait(false);
        var answers = new RespValue[commands.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return answers;
    }

    /// <summary>The next thing that the node says.</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="InvalidDataException">What came is not RESP3.</exception>
    public async ValueTask<RespValue> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (RespReader.TryRead(ref buffer, out var value))
            {
                _reader.AdvanceTo(buffer.Start);
                return value;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw new EndOfStreamException("The node closed the connection.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private ValueTask SendAsync(string[][] commands, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var command in commands)
        {
            text.Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
            foreach (var part in command)
            {
                text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
            }
        }

        return _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }
}
