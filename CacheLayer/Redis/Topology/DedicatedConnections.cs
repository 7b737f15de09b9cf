namespace CacheLayer.Redis.Topology;

/// <summary>A connection to each node beside its pool, for a use that must not delay others; each is opened when it is first asked for.</summary>
/// <remarks>One by one: a caller that needs the primary's connection does not wait for that of a replica that hangs.</remarks>
internal sealed class DedicatedConnections<T>(RedisNode[] nodes, Func<RedisNode, Task<T>> open) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Task<T>?[] _opened = new Task<T>?[nodes.Length];

    /// <summary>The connection to a node; opened again when that failed before.</summary>
    public Task<T> Of(RedisNode node)
    {
        lock (_gate)
        {
            if (_opened[node.Index] is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _opened[node.Index] = null;
            }

            return _opened[node.Index] ??= open(node);
        }
    }

    /// <summary>Opens all of them, so that no caller has to wait for one.</summary>
    public Task OpenAllAsync() => Task.WhenAll(nodes.Select(Of));

    /// <summary>Closes the connection to a node where it is one to be left; the next use opens another one.</summary>
    public async Task LeaveAsync(RedisNode node, Func<T, bool> isToBeLeft)
    {
        Task<T> left;
        lock (_gate)
        {
            if (_opened[node.Index] is not { IsCompletedSuccessfully: true } opened || !isToBeLeft(opened.Result))
            {
                return;
            }

            left = opened;
            _opened[node.Index] = null;
        }

        await (await left.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened.OfType<Task<T>>())
        {
            // Those that were still being opened were given up, and close by themselves.
            await ((Task)opened).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opened.IsCompletedSuccessfully)
            {
                await opened.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
