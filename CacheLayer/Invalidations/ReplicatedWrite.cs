using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>One attempt at a write that counts only when the replicas have it, on the primaries of all the shards that it concerns.</summary>
internal sealed class ReplicatedWrite(KeyRouter router, CacheConnectionOptions options)
{
    private readonly Dictionary<TopologyRouter, ReplicaAck> _confirmations = [];
    private long _notReadElsewhereFrom;

    /// <summary>For each key, the connection to send its writes on.</summary>
    /// <exception cref="CacheUnavailableException">A key's shard has no primary.</exception>
    public async ValueTask<IDatabase[]> PrimariesOfAsync(IReadOnlyList<EntryKeys> keys, CancellationToken cancellationToken)
    {
        var primaries = new IDatabase[keys.Count];
        for (var i = 0; i < primaries.Length; i++)
        {
            primaries[i] = await PrimaryOfAsync(keys[i].Value, cancellationToken).ConfigureAwait(false);
        }

        return primaries;
    }

    /// <summary>The connection to send the writes of a value's key on, and of those beside it.</summary>
    /// <exception cref="CacheUnavailableException">The key's shard has no primary.</exception>
    public async ValueTask<IDatabase> PrimaryOfAsync(string valueKey, CancellationToken cancellationToken)
    {
        _notReadElsewhereFrom = Math.Max(_notReadElsewhereFrom, router.NotReadElsewhereFrom(valueKey));
        var shard = router.ShardOf(valueKey);
        var primary = await PrimaryAsync(shard, cancellationToken).ConfigureAwait(false);
        Writes(shard, valueKey);
        return primary;
    }

    /// <summary>The connection to a shard's primary.</summary>
    /// <exception cref="CacheUnavailableException">It has none.</exception>
    public async ValueTask<IDatabase> PrimaryAsync(TopologyRouter shard, CancellationToken cancellationToken)
    {
        if (!_confirmations.TryGetValue(shard, out var confirmation))
        {
            if (shard.Primary is not { } primary)
            {
                throw new CacheUnavailableException("There is no primary to write to.");
            }

            _notReadElsewhereFrom = Math.Max(_notReadElsewhereFrom, shard.NotReadElsewhereFrom);
            var connection = await shard.DedicatedConnectionAsync(primary).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (connection.IsTakenForReplica)
            {
                // It was one when the connection was opened, and the client looks again by itself only once a minute.
                await connection.RefreshRoleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            confirmation = new(shard, primary, connection.Database, options);
            await confirmation.BeginAsync().ConfigureAwait(false);
            _confirmations.Add(shard, confirmation);
        }

        return confirmation.Primary;
    }

    /// <summary>Notes the key of a value that is to be written on the connection to a shard's primary.</summary>
    public void Writes(TopologyRouter shard, string valueKey) => _confirmations[shard].Writes(valueKey);

    /// <summary>Waits until no process reads a node that lacks what was written.</summary>
    /// <returns>How many replicas have confirmed; the fewest of any shard.</returns>
    /// <exception cref="CacheUnavailableException">Not all that count have confirmed by the deadline, or a shard has another primary.</exception>
    /// <exception cref="RedisServerException">A primary does not take writes any more.</exception>
    /// <exception cref="RedisConnectionException">A connection was lost on the way, and with it the proof.</exception>
    public async Task<int> WaitAsync(long deadline, CancellationToken cancellationToken)
    {
        var confirmed = await Task.WhenAll(_confirmations.Values.Select(confirmation => confirmation.WaitAsync(deadline, cancellationToken))).ConfigureAwait(false);
        if (_notReadElsewhereFrom - Environment.TickCount64 is > 0 and var left)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(left), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return confirmed.DefaultIfEmpty().Min();
    }
}
