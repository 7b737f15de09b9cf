using CacheLayer.Redis.Topology;
using StackExchange.Redis;

namespace CacheLayer.Redis.Dispatch;

/// <summary>What becomes of calls whose first attempt failed, takes too long, or could not be made.</summary>
internal sealed class CallRecovery(RedisNode[] nodes, TopologyState topology, NodeProbe[] probes, Action<RedisNode> refused, CacheConnectionOptions options)
{
    /// <summary>How long a write waits before it is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    // How soon a read that waits for its last chance notices that another one has found all nodes to hang.
    private static readonly TimeSpan HangLookInterval = TimeSpan.FromMilliseconds(50);

    private long _timeouts;

    /// <summary>How often a call got no answer in the time that it has for one; a read that goes on at the next node counts, too.</summary>
    public long Timeouts => Volatile.Read(ref _timeouts);

    /// <summary>Goes on where the first attempt failed or takes too long, or was not made (null).</summary>
    public Task<TResult> RecoverAsync<TState, TResult>(
        TState state,
        Func<IDatabase, TState, Task<TResult>> operation,
        WriteRetry? writeRetry,
        RedisNode node,
        Task<TResult>? attempt,
        CancellationToken cancellationToken)
        => writeRetry is { } retry
            ? WriteAsync(state, operation, retry, node, attempt, cancellationToken)
            : ReadAsync(state, operation, node, attempt, cancellationToken);

    public async Task<TResult> ReadAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> read, RedisNode? node, Task<TResult>? attempt, CancellationToken cancellationToken)
    {
        var running = new List<(RedisNode Node, Task<TResult> Attempt)>(nodes.Length);
        var tried = 0UL;
        var hasWaited = false;
        var startedAt = Environment.TickCount64;
        Exception? error = null;
        if (attempt is not null)
        {
            running.Add((node!, attempt));
            tried = 1UL << node!.Index;
            if (!attempt.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                CountTimeout();
                Rest(node);
            }
        }

        while (true)
        {
            for (var i = running.Count - 1; i >= 0; i--)
            {
                var (from, task) = running[i];
                if (task.IsCompletedSuccessfully)
                {
                    return task.Result;
                }

                if (task.IsCompleted)
                {
                    error = task.Exception?.InnerException ?? new TaskCanceledException(task);
                    var isRedirect = RedisFaults.IsRedirect(error);
                    NoteRefusal(from, error);
                    if (!RedisFaults.IsTransient(error) || (isRedirect && from == topology.Primary))
                    {
                        return await task.ConfigureAwait(false);
                    }

                    if (isRedirect)
                    {
                        // From a replica it says nothing of the key: a connection that was opened a moment ago may be the reason.
                        from.Pool.AllowReplicaReads();
                        running.RemoveAt(i);
                        continue;
                    }

                    Rest(from);
                    if (error is TimeoutException)
                    {
                        CountTimeout();
                        topology.GaveNoAnswer(from, startedAt);
                    }

                    running.RemoveAt(i);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            var next = topology.ReadOrder.Pick(tried, Environment.TickCount64);
            if (next is not null)
            {
                tried |= 1UL << next.Index;
                running.Add((next, Attempt(next, state, read)));
            }
            else if (running.Count == 0)
            {
                if (hasWaited || !await IsReadableSoonAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw new CacheUnavailableException("No cache node can be read.", error);
                }

                (hasWaited, tried) = (true, 0);
                continue;
            }

            // With no node left to ask, the answers that are under way get the command timeout.
            var answer = Task.WhenAny(running.ConvertAll(r => r.Attempt));
            if (topology.ReadOrder.Pick(tried, Environment.TickCount64) is not null)
            {
                if (!await EndsWithinAsync(answer, options.ReadAttemptTimeout, cancellationToken).ConfigureAwait(false))
                {
                    CountTimeout();
                    running.ForEach(r => Rest(r.Node));
                }
            }
            else if (!await EndsBeforeGivenUpAsync(answer, running.ConvertAll(r => r.Node), cancellationToken).ConfigureAwait(false))
            {
                CountTimeout();
                running.ForEach(r => topology.GaveNoAnswer(r.Node, startedAt));
                throw new CacheUnavailableException("No cache node answered the read in time.", error);
            }
        }
    }

    public async Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<IDatabase, TState, Task<TResult>> write, WriteRetry retry, RedisNode? node, Task<TResult>? attempt, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (retry is WriteRetry.Never ? 0 : (long)options.WriteDeadline.TotalMilliseconds);
        var isNew = attempt is not null;
        while (true)
        {
            Exception? error = null;
            if (attempt is { IsCompleted: true })
            {
                NoteRefusal(node!, attempt.Exception?.InnerException);
                if (attempt.IsCompletedSuccessfully
                    || !RedisFaults.IsTransient(error = attempt.Exception?.InnerException)
                    || RedisFaults.IsRedirect(error))
                {
                    return await attempt.ConfigureAwait(false);
                }
            }

            if (isNew && (error is TimeoutException || (attempt is { IsCompleted: false } && !cancellationToken.IsCancellationRequested)))
            {
                CountTimeout();
                topology.HoldWrites(node!);
            }

            isNew = false;

            NodeProbe.HintAll(probes);
            cancellationToken.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= deadline)
            {
                throw new CacheUnavailableException(
                    node is null ? "There is no primary to write to." : $"The primary {node.Address.Name} did not answer a write.", error);
            }

            await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (topology.WritablePrimary is { } primary)
            {
                (node, attempt, isNew) = (primary, Attempt(primary, state, write), true);
                await EndsWithinAsync(attempt, options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<TResult> Attempt<TState, TResult>(RedisNode node, TState state, Func<IDatabase, TState, Task<TResult>> operation)
    {
        var connection = node.Pool.Pick();
        connection.Enter();
        try
        {
            return await operation(connection.Database, state).ConfigureAwait(false);
        }
        finally
        {
            connection.Leave();
        }
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        await ((Task)Task.WhenAny(task)).WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    // For as long as a command may take, or until all the nodes are known to hang.
    private async Task<bool> EndsBeforeGivenUpAsync(Task answer, List<RedisNode> from, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)options.CommandTimeout.TotalMilliseconds;
        while (Environment.TickCount64 < until && !from.TrueForAll(static node => node.Hangs))
        {
            if (await EndsWithinAsync(answer, HangLookInterval, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return answer.IsCompleted;
    }

    // A node that was readable a moment ago may only have lost a connection, and one that was not asked for long is not asked
    // because this process was not given the time: worth a wait when no other is left. Else everybody fails fast.
    private async Task<bool> IsReadableSoonAsync(CancellationToken cancellationToken)
    {
        NodeProbe.HintAll(probes);
        var moment = (long)options.CommandTimeout.TotalMilliseconds;
        var late = 2 * (long)options.ProbeInterval.TotalMilliseconds;
        var until = Environment.TickCount64 + moment;
        for (var now = Environment.TickCount64; now < until; now = Environment.TickCount64)
        {
            if (topology.ReadOrder.Pick(0, now) is not null)
            {
                return true;
            }

            if (!Array.Exists(nodes, node =>
                node.WasReadableUntil + moment > now || (node.Health is NodeHealth.Up && node.AnsweredAt + late < now)))
            {
                return false;
            }

            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        CountTimeout();
        return false;
    }

    private void NoteRefusal(RedisNode node, Exception? error)
    {
        if (RedisFaults.IsWantOfRights(error))
        {
            refused(node);
        }
    }

    private void CountTimeout() => Interlocked.Increment(ref _timeouts);

    private void Rest(RedisNode node)
    {
        topology.Rest(node);
        probes[node.Index].RequestProbe();
    }
}
