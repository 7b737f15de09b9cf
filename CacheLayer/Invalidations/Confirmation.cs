using CacheLayer.Topology;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Makes sure that no replica which somebody may read lacks what was just written.</summary>
/// <remarks>
/// WAIT counts the replicas that have all that this very connection wrote. It must count every replica that is attached to
/// the primary and alive, and every one that some process may still be reading: see <see cref="TopologyState"/>. One of
/// those that does not confirm (hung, cut off) delays an invalidation until nobody can read it any more, which is a fixed
/// time after the write; once the probes have missed it for long enough, it is not counted, and nothing waits for it. A replica
/// that is syncing, or attaches after the write, is not read before it has all that the primary had when it counted it.
/// </remarks>
internal sealed class Confirmation(TopologyRouter router, RedisNode primary, IDatabase db, CacheConnectionOptions options)
{
    // How long one WAIT blocks the connection. Redis looks at its clock ten times a second anyway.
    private const int WaitMilliseconds = 100;

    private long _connectionId;

    /// <summary>The connection that WAIT is about: all writes are to be sent on it.</summary>
    public IDatabase Primary => db;

    /// <summary>Notes the connection; call before writing.</summary>
    public async Task BeginAsync() => _connectionId = await ConnectionIdAsync().ConfigureAwait(false);

    /// <summary>Waits for the replicas.</summary>
    /// <returns>How many have confirmed.</returns>
    /// <exception cref="CacheUnavailableException">Not all that count have confirmed by the deadline.</exception>
    /// <exception cref="RedisConnectionException">The connection was lost on the way, and with it the proof.</exception>
    public async Task<int> WaitAsync(long deadline, CancellationToken cancellationToken)
    {
        var unreadableAt = Environment.TickCount64 + (long)(options.ReadableFor + options.ReadAttemptTimeout).TotalMilliseconds;
        var attached = NodeInfo.Parse((string?)await db.ExecuteAsync("INFO", "replication").ConfigureAwait(false) ?? "").ReplicaSilence;
        var longestSilence = 2 * options.ReadableFor.TotalSeconds;
        var alive = attached.Count(silence => silence <= longestSilence);
        while (true)
        {
            var expected = Math.Max(alive, router.CountReplicas(primary));
            var wait = db.ExecuteAsync("WAIT", expected, WaitMilliseconds);
            var connectionId = await ConnectionIdAsync().ConfigureAwait(false);
            var confirmed = (int)await wait.ConfigureAwait(false);
            if (connectionId != _connectionId)
            {
                // WAIT was for the writes of a new connection: none.
                throw new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "The connection was lost before the replicas confirmed.");
            }

            if (confirmed >= expected || Environment.TickCount64 > unreadableAt)
            {
                return confirmed;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new CacheUnavailableException($"{confirmed} of {expected} replicas confirmed the write in time.");
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<long> ConnectionIdAsync() => (long)await db.ExecuteAsync("CLIENT", "ID").ConfigureAwait(false);
}
