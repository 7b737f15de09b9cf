using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using CacheLayer.Connections;
using StackExchange.Redis;

namespace CacheLayer.Topology;

/// <summary>
/// A pooled call: the first attempt at it costs no allocation beyond what the client itself needs. Whatever goes wrong is
/// handed to the router's slow path, which may take its time.
/// </summary>
internal sealed class RouterCall<TState, TResult> : RouterCall, IValueTaskSource<TResult>
{
    private static readonly ConcurrentQueue<RouterCall<TState, TResult>> Pool = new();

    private readonly StartSignal _started = new();
    private ManualResetValueTaskSourceCore<TResult> _source;
    private CallRecovery _recovery = null!;
    private TState _state = default!;
    private Func<IDatabase, TState, Task<TResult>> _operation = null!;
    private WriteRetry? _writeRetry;
    private RedisNode _node = null!;
    private NodeConnection _connection = null!;
    private Task<TResult> _attempt = null!;

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
        connection.Enter();
        Task<TResult> attempt;
        try
        {
            attempt = operation(connection.Database, state);
        }
        catch (Exception e)
        {
            attempt = Task.FromException<TResult>(e);
        }

        if (attempt.IsCompleted)
        {
            connection.Leave();
            return attempt.IsCompletedSuccessfully
                ? new(attempt.Result)
                : new(recovery.RecoverAsync(state, operation, writeRetry, node, attempt, cancellationToken));
        }

        var call = Pool.TryDequeue(out var pooled) ? pooled : new RouterCall<TState, TResult>();
        call._recovery = recovery;
        call._state = state;
        call._operation = operation;
        call._writeRetry = writeRetry;
        call._node = node;
        call._connection = connection;
        call._attempt = attempt;
        call._owners = 2;
        call.CancellationToken = cancellationToken;
        var version = call._source.Version;
        call.BeginWaiting(overdueAt);
        call._started.Set();
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

    protected override void GiveUpWaiting() => _ = RecoverAsync();

    // One method for all uses of this object: a task resumes a suspended method without an allocation, but not a delegate.
    private async Task RunAsync()
    {
        while (true)
        {
            await _started.WaitAsync().ConfigureAwait(false);
            await ((Task)_attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        if (_attempt.IsCompletedSuccessfully)
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
        _attempt = null!;
        CancellationToken = default;
        Pool.Enqueue(this);
    }
}
