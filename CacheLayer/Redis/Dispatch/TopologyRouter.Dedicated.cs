using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using StackExchange.Redis;

namespace CacheLayer.Redis.Dispatch;

/// <summary>Connections beside the pools, for uses that must not delay what goes over these.</summary>
internal sealed partial class TopologyRouter
{
    private readonly DedicatedConnections<NodeConnection> _separate;
    private readonly DedicatedConnections<AskingConnection> _asking;

    /// <summary>A connection to a node, for uses that must not delay others; opened when it is first asked for.</summary>
    internal Task<NodeConnection> DedicatedConnectionAsync(RedisNode node) => _separate.Of(node);

    /// <summary>Opens the connections of <see cref="DedicatedConnectionAsync"/> to all nodes.</summary>
    internal Task OpenDedicatedAsync() => _separate.OpenAllAsync();

    /// <summary>Opens the connection of <see cref="AskAsync"/>, so that no read has to.</summary>
    internal Task OpenAskingAsync() => Primary is { } primary ? _asking.Of(primary) : Task.CompletedTask;

    /// <summary>Reads a key from the primary while the key's slot is on its way to it.</summary>
    /// <exception cref="CacheUnavailableException">There is no primary.</exception>
    internal async Task<TResult> AskAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        if (Primary is not { } primary)
        {
            throw new CacheUnavailableException("The shard that the key is on its way to has no primary.");
        }

        var connection = await _asking.Of(primary).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ReadAsync(state, read, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
    }

    private Task<NodeConnection> OpenDedicatedAsync(RedisNode node)
        => NodeConnection.OpenAsync(OptionsOf(node), _ => _probes[node.Index].RequestProbe(), _stopping.Token);

    // The address of the node leads to another server now.
    private async Task GatherAsync(RedisNode node, string runId, CancellationToken cancellationToken)
    {
        await node.Pool.GatherAsync(runId, cancellationToken).ConfigureAwait(false);
        await _separate.LeaveAsync(node, connection => connection.RunId is { } other && other != runId).ConfigureAwait(false);
        await _asking.LeaveAsync(node, connection => connection.RunId is { } other && other != runId).ConfigureAwait(false);
        _probes[node.Index].RequestProbe();
    }
}
