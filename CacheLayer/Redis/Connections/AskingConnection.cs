using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>A connection for keys whose slot is on its way to the node: each command is announced by ASKING, so no other command may be sent on it in between.</summary>
internal sealed class AskingConnection(NodeConnection connection) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc cref="NodeConnection.RunId"/>
    public string? RunId => connection.RunId;

    /// <param name="state">Handed to <paramref name="read"/>.</param>
    /// <param name="read">Sends one command.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<TResult> ReadAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(timeout, cancellationToken).ConfigureAwait(false))
        {
            throw new TimeoutException("The connection was busy.");
        }

        try
        {
            _ = connection.Database.ExecuteAsync("ASKING", [], CommandFlags.FireAndForget);
            return await read(connection.Database, state).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }
}
