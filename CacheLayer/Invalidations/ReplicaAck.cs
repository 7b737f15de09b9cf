using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Waits until no replica that any process may read lacks what was just written.</summary>
/// <remarks>
/// WAIT counts the replicas that have all that this very connection wrote. It must count every replica that is attached to
/// the primary and alive, and every one that some process may still be reading: see <see cref="TopologyState"/>. One of
/// those that does not confirm (hung, cut off) delays an invalidation until no process can read it any more, which is a fixed
/// time after the write; once the probes have missed it for long enough, it is not counted, and nothing waits for it. A replica
/// that is syncing, or attaches after the write, is not read before it has all that the primary had when it counted it.
///
/// It may also be the primary that is cut off: then a replica is promoted that lacks the write, and is read for long. So where one
/// has not confirmed, the primary must still take writes at the end.
/// </remarks>
internal sealed class ReplicaAck(TopologyRouter router, RedisNode primary, IDatabase db, CacheConnectionOptions options)
{
    // How long one WAIT blocks the connection. Redis looks at its clock ten times a second anyway.
    private const int WaitMilliseconds = 100;

    private long _connectionId;
    private string? _written;

    /// <summary>The connection that WAIT is about: all writes are to be sent on it.</summary>
    public IDatabase Primary => db;

    /// <summary>Notes the key of a value that is to be written, or one that is beside it.</summary>
    public void Writes(string valueKey) => _written ??= valueKey;

    /// <summary>Notes the connection; call before writing.</summary>
    public async Task BeginAsync() => _connectionId = await ConnectionIdAsync().ConfigureAwait(false);

    /// <summary>Waits for the replicas.</summary>
    /// <returns>How many have confirmed.</returns>
    /// <exception cref="CacheUnavailableException">Not all that count have confirmed by the deadline, or there is another primary.</exception>
    /// <exception cref="RedisServerException">The primary does not take writes any more.</exception>
    /// <exception cref="RedisConnectionException">The connection was lost on the way, and with it the proof.</exception>
    public async Task<int> WaitAsync(long deadline, CancellationToken cancellationToken)
    {
        // By then no process reads a replica that has not confirmed; and in a cluster, a primary that is cut off takes writes for up to
        // one and a half times the time after which it misses the others.
        var settledAt = Environment.TickCount64 + (long)(options.MaxReplicaStaleness + options.ReadAttemptTimeout + options.ProbeInterval).TotalMilliseconds;
        var info = NodeInfo.Parse((string?)await db.ExecuteAsync("INFO", "replication").ConfigureAwait(false) ?? "");
        if (primary.Info is { } known && known.ReplicationId != info.ReplicationId)
        {
            // This connection reaches another server than those that are read, or the node has restarted.
            throw new CacheUnavailableException($"The server that took the write is not the one that {primary.Address.Name} was when it was last asked.");
        }

        var longestSilence = 2 * options.MaxReplicaStaleness.TotalSeconds;
        string[] alive = [.. info.OnlineReplicas.Where((_, i) => info.ReplicaLagSeconds[i] <= longestSilence)];
        // A primary that is to refuse writes which no replica confirms may do so later than that, but then of this one, too.
        var fewest = info.NeedsReplicas ? 1 : 0;
        var most = 0;
        while (true)
        {
            var expected = Math.Max(fewest, router.CountReplicas(primary, alive));
            most = Math.Max(most, expected);
            var wait = db.ExecuteAsync("WAIT", expected, WaitMilliseconds);
            var connectionId = await ConnectionIdAsync().ConfigureAwait(false);
            var confirmed = (int)await wait.ConfigureAwait(false);
            if (connectionId != _connectionId)
            {
                // WAIT was for the writes of a new connection: none.
                throw new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "The connection was lost before the replicas confirmed.");
            }

            if (confirmed >= most)
            {
                return confirmed;
            }

            if ((confirmed >= expected || Environment.TickCount64 > settledAt) && confirmed >= fewest)
            {
                await ThrowIfDeposedAsync().ConfigureAwait(false);
                return confirmed;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new CacheUnavailableException($"{confirmed} of {expected} replicas confirmed the write in time.");
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // WAIT, INFO and CLIENT ID are answered by a primary, too, that refuses writes because it is cut off, or that is no longer the primary.
    private async Task ThrowIfDeposedAsync()
    {
        if (router.Primary != primary)
        {
            throw new CacheUnavailableException($"{primary.Address.Name} is not the primary any more.");
        }

        if (_written is not null)
        {
            await db.ExecuteAsync("DEL", KeyLayout.Unused(_written)).ConfigureAwait(false);
        }
    }

    private async Task<long> ConnectionIdAsync() => (long)await db.ExecuteAsync("CLIENT", "ID").ConfigureAwait(false);
}
