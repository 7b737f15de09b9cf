using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Execution.Networking;

/// <summary>Hands each connection to the next instance that takes it.</summary>
internal sealed class EndpointProxy : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ILogger _logger;
    private uint _next;

    private EndpointProxy(int port, IReadOnlyList<ProxyTarget> targets, ILogger logger)
    {
        Targets = targets;
        _logger = logger;
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException exception)
        {
            throw new DistributedApplicationException($"Port {port} is taken: {exception.Message}.");
        }

        _listener.Listen();
    }

    public IReadOnlyList<ProxyTarget> Targets { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static EndpointProxy Listen(int port, IReadOnlyList<ProxyTarget> targets, ILogger logger)
    {
        var proxy = new EndpointProxy(port, targets, logger);
        _ = proxy.AcceptAllAsync();
        return proxy;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptAsync(stop).ConfigureAwait(false), stop);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                Log.AcceptFailed(_logger, exception.Message);
            }
        }
    }

    private async Task ServeAsync(Socket caller, CancellationToken stop)
    {
        using (caller)
        {
            using var instance = await ConnectAsync(stop).ConfigureAwait(false);
            if (instance is not null)
            {
                await SocketPump.RunAsync(caller, instance, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken stop)
    {
        var first = Interlocked.Increment(ref _next);
        for (var i = 0u; i < Targets.Count; i++)
        {
            var target = Targets[(int)((first + i) % (uint)Targets.Count)];
            if (!target.IsServing)
            {
                continue;
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.Port), stop).ConfigureAwait(false);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Not listening yet, or no longer: the next one.
                socket.Dispose();
            }
        }

        return null;
    }
}
