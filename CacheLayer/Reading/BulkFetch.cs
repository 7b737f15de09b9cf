using CacheLayer.Filling;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reading;

/// <summary>One call to the origin for all flights of a batch that need one.</summary>
/// <remarks>It is made once every flight that enlisted has said whether it needs it, and the batch has left: that is, when all are known.</remarks>
internal sealed class BulkFetch<T>(Fetcher<T> fetcher, KeyspacePolicy policy, TimeProvider time, CancellationToken stopping)
    : OriginCall<T>(fetcher, policy, time)
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, Fetched<T>>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _ids = [];
    private readonly List<Flight<T>> _flights = [];

    // One for the batch itself, that has not named all its keys yet.
    private int _undecided = 1;

    /// <summary>How many keys the batch has named for it.</summary>
    public int Named { get; set; }

    public override void Enlist() => Interlocked.Increment(ref _undecided);

    public override void Leave()
    {
        if (Interlocked.Decrement(ref _undecided) is 0 && _ids.Count > 0)
        {
            _ = CallAsync();
        }
    }

    public override async ValueTask<Fetched<T>> FetchAsync(Flight<T> flight, CancellationToken cancellationToken)
    {
        lock (_ids)
        {
            _ids.Add(flight.Key.Id);
            _flights.Add(flight);
        }

        Leave();
        var answer = await _answer.Task.ConfigureAwait(false);
        return answer.TryGetValue(flight.Key.Id, out var fetched) ? fetched : default;
    }

    private async Task CallAsync()
    {
        try
        {
            var answer = await CallAsync(token => Fetcher.FetchManyAsync(_ids, token), null, _ids, stopping).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"{Fetcher.GetType().Name} fetched many and answered null.");
            if (answer.Count - _ids.Count(answer.ContainsKey) is > 0 and var unasked)
            {
                Policy.Counters.UnaskedValues(unasked);
            }

            // All of them before any is answered: values of one answer may share parts.
            foreach (var flight in _flights)
            {
                flight.Prepare(answer.TryGetValue(flight.Key.Id, out var fetched) ? fetched : default);
            }

            _answer.SetResult(answer);
        }
        catch (Exception e)
        {
            _answer.SetException(e);
        }
    }
}
