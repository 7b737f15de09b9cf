using CacheLayer.Cluster;
using CacheLayer.Connections;
using StackExchange.Redis;

namespace CacheLayer.Topology;

/// <summary>Connections beside the pools, for uses that must not delay what goes over these.</summary>
internal sealed partial class TopologyRouter
{
    private readonly Lazy<Task<NodeConnection[]>> _separate;
    private readonly Lazy<Task<AskingConnection[]>> _asking;

    /// <summary>A connection to each node, in their order, for uses that must not delay others; opened when they are first asked for.</summary>
    internal Task<NodeConnection[]> SeparateAsync() => _separate.Value;

    /// <summary>Opens the connections of <see cref="AskAsync"/>, so that no read has to.</summary>
    internal Task OpenAskingAsync() => _asking.Value;

    /// <summary>Reads a key from the primary while the key's slot is on its way to it.</summary>
    /// <exception cref="CacheUnavailableException">There is no primary.</exception>
    internal async Task<TResult> AskAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, CancellationToken cancellationToken)
    {
        if (Primary is not { } primary)
        {
            throw new CacheUnavailableException("The shard that the key is on its way to has no primary.");
        }

        var connections = await _asking.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await connections[primary.Index].ReadAsync(state, read, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask DisposeAsync<T>(Lazy<Task<T[]>> opened)
        where T : IAsyncDisposable
    {
        if (!opened.IsValueCreated)
        {
            return;
        }

        // Those that were still being opened were given up, and close by themselves.
        await ((Task)opened.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opened.Value.IsCompletedSuccessfully)
        {
            foreach (var connection in opened.Value.Result)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<NodeConnection[]> OpenSeparateAsync()
        => NodeConnection.AllAsync(_nodes.Select(node => NodeConnection.OpenAsync(Options(node.Address.EndPoint), _ => _probes[node.Index].Hint(), _stopping.Token)));
}
