using System.Collections.Concurrent;

namespace CacheLayer.Redis.Connections;

/// <summary>
/// Sends the reads of concurrent callers of a connection one right after the other, so that many share a packet: every packet costs
/// client and node more than the commands in it.
/// </summary>
/// <remarks>
/// A caller that has its answer mostly reads again. Answers come many at once, and those who wait for them get their turn one by
/// one on the thread pool; sent at once, each next read would be a packet of its own. The queue gets its turn behind all of them.
/// A caller who is alone does not wait: see <see cref="WorthFrom"/>.
/// </remarks>
internal sealed class ReadQueue : IThreadPoolWorkItem
{
    /// <summary>With how many requests under way it is worth its while.</summary>
    public const int WorthFrom = 2;

    private readonly ConcurrentQueue<IQueuedRead> _reads = new();
    private int _isScheduled;

    public void Add(IQueuedRead read)
    {
        _reads.Enqueue(read);
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_reads.TryDequeue(out var read))
        {
            read.Send();
        }

        // A caller that adds a read from now on schedules the queue; one that did just before is looked for once more.
        Interlocked.Exchange(ref _isScheduled, 0);
        if (!_reads.IsEmpty)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        if (Volatile.Read(ref _isScheduled) is 0 && Interlocked.Exchange(ref _isScheduled, 1) is 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
