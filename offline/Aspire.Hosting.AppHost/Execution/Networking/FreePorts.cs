using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Execution.Networking;

internal static class FreePorts
{
    private static readonly Lock s_lock = new();
    private static readonly HashSet<int> s_given = [];

    /// <summary>A port of the loopback interface that is free now and was not given to anybody before.</summary>
    public static int Next()
    {
        lock (s_lock)
        {
            while (true)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
                if (s_given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
