using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace CacheLayer.L1;

/// <summary>
/// A connection on which a node tells of changed keys. Our own, in RESP3: the client drops what a node pushes, and the redirect of
/// RESP2 dies silently when one of its two connections is opened anew.
/// </summary>
internal sealed class TrackingConnection : IAsyncDisposable
{
    /// <summary>What the node's CLIENT LIST shows.</summary>
    public const string ClientName = "cachelayer-l1";

    private const string DefaultUser = "default";

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;

    private TrackingConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _reader = PipeReader.Create(stream);
    }

    /// <summary>Connects, logs in, and has the node tell of every key with one of the prefixes.</summary>
    /// <exception cref="RedisException">The node refused.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="SocketException">There is no such node.</exception>
    public static async Task<TrackingConnection> OpenAsync(ConfigurationOptions options, string[] prefixes, CancellationToken cancellationToken)
    {
        var endPoint = options.EndPoints[0];
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Ssl)
            {
                stream = await TrackingTls.AuthenticateAsync(stream, endPoint, options, cancellationToken).ConfigureAwait(false);
            }

            var connection = new TrackingConnection(socket, stream);
            await connection.AskAsync(Hello(options), cancellationToken).ConfigureAwait(false);
            await connection.AskAsync(["CLIENT", "TRACKING", "ON", "BCAST", .. prefixes.SelectMany(prefix => new[] { "PREFIX", prefix })], cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await (stream?.DisposeAsync() ?? default).ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a ping whose answer says when it was sent.</summary>
    public ValueTask PingAsync(long now, CancellationToken cancellationToken)
        => SendAsync(["PING", now.ToString(CultureInfo.InvariantCulture)], cancellationToken);

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

    private static string[] Hello(ConfigurationOptions options)
    {
        string[] login = string.IsNullOrEmpty(options.Password) ? [] : ["AUTH", string.IsNullOrEmpty(options.User) ? DefaultUser : options.User, options.Password];
        return ["HELLO", "3", .. login, "SETNAME", ClientName];
    }

    private async ValueTask AskAsync(string[] command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        var answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Kind is RespKind.Error)
        {
            throw new RedisException(answer.Text);
        }
    }

    private ValueTask SendAsync(string[] command, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var part in command)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        return _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }
}
