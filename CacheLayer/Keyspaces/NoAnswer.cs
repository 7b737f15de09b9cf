using System.Net.Sockets;

namespace CacheLayer.Keyspaces;

/// <summary>Tells an origin that does not answer from one that answers with an error.</summary>
internal static class NoAnswer
{
    public static bool Is(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or OperationCanceledException or SocketException or IOException or HttpRequestException { StatusCode: null })
            {
                return true;
            }
        }

        return false;
    }
}
