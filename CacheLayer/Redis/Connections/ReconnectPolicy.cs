using System.Net;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>Opens a lost connection again after a moment, unless the server refuses the password: then when it has accepted one.</summary>
internal sealed class ReconnectPolicy(Credentials credentials, EndPoint server) : IReconnectRetryPolicy
{
    private const int Pause = 100;

    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry)
        => timeElapsedMillisecondsSinceLastRetry >= Pause && !credentials.AreRefusedBy(server);
}
