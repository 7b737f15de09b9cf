using CacheLayer.Redis.Connections;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "unit")]
public sealed class ReadQueueTests
{
    private readonly ReadQueue _queue = new();

    [Fact]
    public async Task What_is_added_while_one_is_sent_is_sent_after_it_in_order()
    {
        using var held = new ManualResetEventSlim();
        var sent = new List<string>();
        var last = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        _queue.Add(new Read(() =>
        {
            first.SetResult();
            held.Wait();
            sent.Add("first");
        }));
        await first.Task;
        _queue.Add(new Read(() => sent.Add("second")));
        _queue.Add(new Read(() => sent.Add("third")));
        _queue.Add(new Read(last.SetResult));
        Assert.Empty(sent);

        held.Set();
        await last.Task;
        Assert.Equal(["first", "second", "third"], sent);
    }

    [Fact]
    public async Task Every_read_of_many_callers_is_sent_once()
    {
        const int Callers = 8;
        const int Each = 20_000;
        var sent = new int[Callers * Each];
        var left = sent.Length;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var number = (caller * Each) + i;
                _queue.Add(new Read(() =>
                {
                    Interlocked.Increment(ref sent[number]);
                    if (Interlocked.Decrement(ref left) is 0)
                    {
                        all.SetResult();
                    }
                }));
            }
        })));

        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.All(sent, times => Assert.Equal(1, times));
    }

    private sealed class Read(Action send) : IQueuedRead
    {
        public void Send() => send();
    }
}
