using System.Collections.Concurrent;

namespace CacheLayer.Tests.Support;

/// <summary>An origin in the hands of a test: it answers what and when the test says, and counts its calls.</summary>
internal sealed class Origin : Fetcher<string>
{
    private readonly ConcurrentDictionary<string, Queue<TaskCompletionSource<Fetched<string>>>> _gates = new();
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>What it answers to fetches that are not held.</summary>
    public Func<string, Fetched<string>> Answer { get; set; } = id => new($"value of {id}");

    /// <summary>The ids that were asked for, in order.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Holds the next fetch of an id until the returned gate is opened.</summary>
    public TaskCompletionSource<Fetched<string>> Hold(string id)
    {
        var gate = new TaskCompletionSource<Fetched<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var gates = _gates.GetOrAdd(id, _ => new());
        lock (gates)
        {
            gates.Enqueue(gate);
        }

        return gate;
    }

    /// <summary>Waits until an id has been asked for so many times.</summary>
    public Task CalledAsync(string id, int times = 1)
        => Eventually.That($"{times} fetches of {id}", () => _calls.Count(call => call == id) >= times);

    public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken)
    {
        TaskCompletionSource<Fetched<string>>? gate = null;
        if (_gates.TryGetValue(id, out var gates))
        {
            lock (gates)
            {
                gates.TryDequeue(out gate);
            }
        }

        _calls.Enqueue(id);
        return gate is null ? Answer(id) : await gate.Task.WaitAsync(cancellationToken);
    }
}
