using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CacheLayer.Tests.Redis;

/// <summary>Stands before a node, and lets single connections hang: they stay open, and nothing passes any more.</summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Connection> _connections = new();
    private volatile int _port;
    private readonly Task _accepting;
    private int? _held;

    public StallingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private Connection First => _connections.First(connection => connection.IsOpen);

    public string Address => $"{_listener.LocalEndpoint}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Leads connections that are opened from now on to another node; the open ones stay.</summary>
    public void LeadTo(int port) => _port = port;

    /// <summary>The connections that are open, oldest first, by how many were made before each.</summary>
    public int[] Open => [.. _connections.Index().Where(each => each.Item.IsOpen).Select(each => each.Index)];

    /// <summary>Lets the oldest open connection hang.</summary>
    public void StallFirst() => First.Stall();

    /// <summary>Lets the oldest open connection bring a reply that has no end, and no answer.</summary>
    public void TrickleFirst() => _ = First.TrickleAsync(_stopping.Token);

    /// <summary>Lets the newest connection hang.</summary>
    public void StallLast() => _connections.Last().Stall();

    /// <summary>Keeps back what the node answers on the connections that there were when this was first called, until it is let through.</summary>
    /// <returns>What lets it through.</returns>
    public TaskCompletionSource HoldAnswers()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var connection in _connections.Take(_held ??= _connections.Count))
        {
            connection.Gate = gate.Task;
        }

        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _stopping.Token);
                _connections.Enqueue(new(client, server));
            }
            catch (SocketException)
            {
                // The node is down: so is whoever wants to reach it.
                client.Dispose();
                server.Dispose();
            }
        }
    }

    private sealed class Connection : IDisposable
    {
        private static readonly TimeSpan TrickleInterval = TimeSpan.FromMilliseconds(50);

        private readonly TcpClient _client;
        private readonly TcpClient _server;
        private volatile bool _isClosed;
        private volatile bool _stalled;
        private volatile Task _gate = Task.CompletedTask;

        public Connection(TcpClient client, TcpClient server)
        {
            (_client, _server) = (client, server);
            client.NoDelay = server.NoDelay = true;
            _ = PumpAsync(client, server, isAnswer: false);
            _ = PumpAsync(server, client, isAnswer: true);
        }

        public Task Gate { set => _gate = value; }

        public bool IsOpen => !_isClosed;

        public void Stall() => _stalled = true;

        public void Dispose()
        {
            _isClosed = true;
            _client.Dispose();
            _server.Dispose();
        }

        public async Task TrickleAsync(CancellationToken cancellationToken)
        {
            Stall();
            var output = _client.GetStream();
            using var timer = new PeriodicTimer(TrickleInterval, TimeProvider.System);
            await output.WriteAsync("$1000000\r\n"u8.ToArray(), cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await output.WriteAsync("x"u8.ToArray(), cancellationToken);
            }
        }

        private async Task PumpAsync(TcpClient from, TcpClient to, bool isAnswer)
        {
            try
            {
                var (input, output, buffer) = (from.GetStream(), to.GetStream(), new byte[64 * 1024]);
                for (var read = await input.ReadAsync(buffer); read > 0; read = await input.ReadAsync(buffer))
                {
                    if (isAnswer)
                    {
                        await _gate;
                    }

                    if (!_stalled)
                    {
                        await output.WriteAsync(buffer.AsMemory(0, read));
                    }
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // One side has closed: the other is closed below.
            }

            Dispose();
        }
    }
}
