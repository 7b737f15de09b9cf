using System.Net;
using System.Net.Sockets;

namespace CacheLayer.Tests.Redis;

/// <summary>Ports below those that systems give to connections, so that none of these takes one before its server has.</summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private const int Count = 20_000;

    // Anywhere, because other test runs may be under way; then one after the other, so that no two classes get the same.
    private static int _next = Random.Shared.Next(Count);

    /// <summary>Ports that are free now, all different.</summary>
    public static int[] Take(int count)
    {
        var ports = new int[count];
        for (var taken = 0; taken < count;)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
            {
                ports[taken++] = port;
            }
        }

        return ports;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
