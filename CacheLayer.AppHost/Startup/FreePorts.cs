using System.Net.NetworkInformation;

namespace CacheLayer.AppHost.Startup;

/// <summary>Chooses TCP ports that nobody listens on.</summary>
internal static class FreePorts
{
    // Below the range that systems take ports of outgoing connections from: a node that is down must find its port free when it
    // comes back, and nobody who tries to reach it meanwhile may end up connected to himself.
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A free port, never the same one twice in this process.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (IsFree(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    public static bool IsFree(int port)
        => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(listener => listener.Port != port);
}
