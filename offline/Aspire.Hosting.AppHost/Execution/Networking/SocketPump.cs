using System.Buffers;
using System.Net.Sockets;

namespace Aspire.Hosting.Execution.Networking;

internal static class SocketPump
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Moves bytes both ways until both sides have ended, or one has failed.</summary>
    public static async Task RunAsync(Socket one, Socket other, CancellationToken stop)
    {
        one.NoDelay = other.NoDelay = true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(MoveAsync(one, other, either), MoveAsync(other, one, either)).ConfigureAwait(false);
    }

    private static async Task MoveAsync(Socket from, Socket to, CancellationTokenSource either)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(), either.Token).ConfigureAwait(false) is var received and > 0)
            {
                for (var sent = 0; sent < received;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, received - sent), either.Token).ConfigureAwait(false);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A side that is gone ends the connection, as it would without a proxy.
            await either.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
