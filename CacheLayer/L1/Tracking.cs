using System.Globalization;
using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.L1;

/// <summary>What one connection hears, and does to the in-process cache.</summary>
internal sealed class Tracking(L1Cache cache, TrackingConnection connection, TrackingSession session, long heardFor)
{
    private volatile TrackingSession _session = session;

    /// <summary>The session that goes on; another one after a flush.</summary>
    public TrackingSession Session => _session;

    public ValueTask PingAsync(long now, CancellationToken cancellationToken) => connection.PingAsync(now, cancellationToken);

    /// <summary>Listens until the connection is lost.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Heard(await connection.ReadAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            // At once: the watcher may be late.
            _session.End();
        }
    }

    private void Heard(in RespValue value)
    {
        switch (value)
        {
            case { Kind: RespKind.Push, Items: [{ Text: "invalidate" }, { Kind: RespKind.Null }] }:
                _session = cache.Flush(_session);
                break;
            case { Kind: RespKind.Push, Items: [{ Text: "invalidate" }, { Items: var keys }] }:
                foreach (var key in keys)
                {
                    cache.Drop(key.Text);
                }

                break;
            case { Kind: RespKind.Text } when long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt):
                _session.Heard(sentAt + heardFor);
                cache.Answered(Environment.TickCount64 - sentAt);
                break;
            case { Kind: RespKind.Error }:
                throw new RedisException(value.Text);
        }
    }
}
