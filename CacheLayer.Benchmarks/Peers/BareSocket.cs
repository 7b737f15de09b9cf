using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheLayer.Catalogue;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>
/// One connection whose answers are decoded where they are received, as many as have come, before what their callers ask for next is
/// sent in one packet.
/// </summary>
internal sealed class BareSocket : IDisposable
{
    // More than all callers ask for, and are answered, at once.
    private const int BufferSize = 4 << 20;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _gate = new();
    private readonly Queue<BareRead> _waiting = new();
    private readonly byte[] _output = new byte[BufferSize];
    private int _unsent;
    private bool _isDecoding;

    public static async Task<BareSocket> OpenAsync(EndPoint node, string user, string? password)
    {
        var opened = new BareSocket();
        await opened._socket.ConnectAsync(node);
        if (password is not null)
        {
            await opened._socket.SendAsync(Encoding.UTF8.GetBytes($"*3\r\n$4\r\nAUTH\r\n${user.Length}\r\n{user}\r\n${password.Length}\r\n{password}\r\n"));
            var answer = new byte[100];
            var length = await opened._socket.ReceiveAsync(answer);
            if (answer[0] != '+')
            {
                throw new InvalidOperationException($"Redis refused: {Encoding.UTF8.GetString(answer, 0, length)}");
            }
        }

        _ = opened.ReceiveAsync();
        return opened;
    }

    public ValueTask<Product[]> ReadAsync(string[] ids)
    {
        var read = new BareRead(ids.Length);
        lock (_gate)
        {
            _unsent += BareRead.Write(ids, _output.AsSpan(_unsent));
            _waiting.Enqueue(read);
            if (!_isDecoding)
            {
                Send();
            }
        }

        return new(read, 0);
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        var (buffer, length) = (new byte[BufferSize], 0);
        for (int received; (received = await ReceiveAsync(buffer.AsMemory(length))) > 0;)
        {
            length += received;
            _isDecoding = true;
            var used = 0;
            for (int answer; (answer = Answer(buffer.AsMemory(used, length - used))) > 0;)
            {
                used += answer;
            }

            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
            lock (_gate)
            {
                _isDecoding = false;
                Send();
            }
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The benchmark is over.
            return 0;
        }
    }

    private int Answer(ReadOnlyMemory<byte> received)
    {
        BareRead? next;
        lock (_gate)
        {
            if (!_waiting.TryPeek(out next))
            {
                return 0;
            }
        }

        var length = next.Decode(received);
        if (length > 0)
        {
            lock (_gate)
            {
                _waiting.Dequeue();
            }

            next.Complete();
        }

        return length;
    }

    private void Send()
    {
        if (_unsent > 0)
        {
            _socket.Send(_output.AsSpan(0, _unsent));
            _unsent = 0;
        }
    }
}
