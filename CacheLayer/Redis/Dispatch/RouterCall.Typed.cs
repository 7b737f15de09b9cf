using System.Threading.Tasks.Sources;
using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Topology;
using StackExchange.Redis;

namespace CacheLayer.Redis.Dispatch;

/// <summary>
/// A pooled call: the first attempt at it costs no allocation beyond what the client itself needs. Whatever goes wrong is
/// handed to the router's slow path, which may take its time.
/// </summary>
internal sealed class RouterCall<TState, TResult> : RouterCall, IValueTaskSource<TResult>, IQueuedRead
{
    private static readonly CallPool<RouterCall<TState, TResult>> Pool = new();

    private readonly ReusableAwaiter _started = new();
    private ManualResetValueTaskSourceCore<TResult> _source;
    private CallRecovery _recovery = null!;
    private TState _state = default!;
    private Func<IDatabase, TState, Task<TResult>> _operation = null!;
    private WriteRetry? _writeRetry;
    private RedisNode _node = null!;
    private NodeConnection _connection = null!;
    private long _overdueAt;

    // Null when it was not sent, because it had waited for its turn too long.
    private Task<TResult>? _attempt;

    // RunAsync and the caller; the one that is done last returns this object.
    private int _owners;

    // On a thread of the pool, so that the first caller's context is not kept.
    private RouterCall() => ThreadPool.UnsafeQueueUserWorkItem(static call => _ = call.RunAsync(), this, preferLocal: false);

    /// <summary>Starts a read (<paramref name="writeRetry"/> null) or a write, with its first attempt on <paramref name="node"/>.</summary>
    public static ValueTask<TResult> Start(
        CallRecovery recovery,
        RedisNode node,
        TState state,
        Func<IDatabase, TState, Task<TResult>> operation,
        WriteRetry? writeRetry,
        long overdueAt,
        CancellationToken cancellationToken)
    {
        var connection = node.Pool.Pick();
        var isQueued = writeRetry is null && connection.InFlight >= ReadQueue.WorthFrom;
        connection.Enter();
        var attempt = isQueued ? null : Send(connection, state, operation);
        if (attempt is { IsCompleted: true })
        {
            connection.Leave();
            return attempt.IsCompletedSuccessfully
                ? new(attempt.Result)
                : new(recovery.RecoverAsync(state, operation, writeRetry, node, attempt, cancellationToken));
        }

        var call = Pool.Take() ?? new RouterCall<TState, TResult>();
        call._recovery = recovery;
        call._state = state;
        call._operation = operation;
        call._writeRetry = writeRetry;
        call._node = node;
        call._connection = connection;
        call._overdueAt = overdueAt;
        call._owners = 2;
        call.CancellationToken = cancellationToken;
        var version = call._source.Version;
        if (isQueued)
        {
            connection.Reads.Add(call);
        }
        else
        {
            call.WaitFor(attempt);
        }

        return new(call, version);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);

    void IQueuedRead.Send()
        => WaitFor(Environment.TickCount64 < _overdueAt ? Send(_connection, _state, _operation) : null);

    protected override void GiveUpWaiting() => _ = RecoverAsync();

    private static Task<TResult> Send(NodeConnection connection, TState state, Func<IDatabase, TState, Task<TResult>> operation)
    {
        try
        {
            return operation(connection.Database, state);
        }
        catch (Exception e)
        {
            return Task.FromException<TResult>(e);
        }
    }

    private void WaitFor(Task<TResult>? attempt)
    {
        _attempt = attempt;
        BeginWaiting(_overdueAt);
        _started.Set();
    }

    // One method for all uses of this object: a task resumes a suspended method without an allocation, but not a delegate.
    private async Task RunAsync()
    {
        while (true)
        {
            await _started.WaitAsync().ConfigureAwait(false);
            // What the caller does with an answer that is already there must not be done by who has sent it.
            await ((Task?)_attempt ?? Task.CompletedTask)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            _connection.Leave();
            if (TryEndWaiting())
            {
                Finish();
            }

            // Not before the caller, who may go on inside Finish, has left this method: it could not take another call meanwhile.
            Release();
        }
    }

    private void Finish()
    {
        if (_attempt is { IsCompletedSuccessfully: true })
        {
            _source.SetResult(_attempt.Result);
        }
        else
        {
            _ = RecoverAsync();
        }
    }

    private async Task RecoverAsync()
    {
        try
        {
            _source.SetResult(await _recovery.RecoverAsync(_state, _operation, _writeRetry, _node, _attempt, CancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            _source.SetException(e);
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _owners) != 0)
        {
            return;
        }

        _source.Reset();
        _recovery = null!;
        _state = default!;
        _operation = null!;
        _node = null!;
        _connection = null!;
        _attempt = null;
        CancellationToken = default;
        Pool.Return(this);
    }
}
