namespace CacheLayer.Adapters.Distributed;

/// <summary>Waits on the caller's thread for an operation that needs threads of the pool, and has the pool run more threads meanwhile.</summary>
/// <remarks>
/// Sockets, timers and continuations all need the pool, those of the client's own synchronous methods too. Callers that wait on threads of the
/// pool would take every one of them, and the pool adds only a few a second by itself: a start under load would stand still.
/// </remarks>
internal static class SynchronousWait
{
    // One in place of the caller's, and one in place of what else in the process waits on a thread of the pool.
    private const int ThreadsPerCaller = 2;

    private static readonly Lock Gate = new();

    public static void For(Task operation)
    {
        if (!operation.IsCompleted)
        {
            Wait(operation);
        }

        operation.GetAwaiter().GetResult();
    }

    public static T For<T>(Task<T> operation)
    {
        For((Task)operation);
        return operation.Result;
    }

    private static void Wait(Task operation)
    {
        var lent = Thread.CurrentThread.IsThreadPoolThread && TryAddThreads(ThreadsPerCaller);
        try
        {
            // Not the task's own wait: the pool counts those that wait for tasks as well, and would add a thread for the same caller twice.
            ((IAsyncResult)operation).AsyncWaitHandle.WaitOne();
        }
        finally
        {
            if (lent)
            {
                TryAddThreads(-ThreadsPerCaller);
            }
        }
    }

    private static bool TryAddThreads(int count)
    {
        lock (Gate)
        {
            ThreadPool.GetMinThreads(out var workers, out var completionPorts);
            return ThreadPool.SetMinThreads(workers + count, completionPorts);
        }
    }
}
