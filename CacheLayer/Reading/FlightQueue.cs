using CacheLayer.Filling;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reading;

/// <summary>The missed keys of a batch of one keyspace: starts their flights, no more at once than can be fetched, and takes their answers in order.</summary>
internal sealed class FlightQueue<T>(SingleFlight flights, Fetcher<T> fetcher, KeyspacePolicy policy, CacheRead<T>[] answers, TimeProvider time)
{
    private readonly List<(int Position, FillRequest<T> Request, TimeSpan ReadLatency)> _missed = [];
    private readonly Queue<(int Position, BatchFlight<T> Flight)> _underWay = new();
    private readonly BulkFetches _bulks = new(time, flights.Stopping);

    /// <summary>Notes a key that was missed.</summary>
    /// <param name="position">Where its answer belongs.</param>
    /// <param name="missed">The key.</param>
    /// <param name="readLatency">Of the read that missed it.</param>
    public void Add(int position, in FillRequest<T> missed, TimeSpan readLatency) => _missed.Add((position, missed, readLatency));

    /// <summary>Starts the flights of the keys noted, and waits for earlier ones where too many are under way.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var window = FetchWindow.Of(policy.Options, fetcher.FetchesMany);
        foreach (var (position, missed, readLatency) in _missed)
        {
            if (_underWay.Count >= window.Most)
            {
                _bulks.Close();
                await FinishAsync(window.Most - window.Step, cancellationToken).ConfigureAwait(false);
            }

            _underWay.Enqueue((position, new(missed, readLatency, flights, _bulks, time)));
        }

        _missed.Clear();
    }

    /// <summary>All flights are started, or no more will be: others wait for those that have begun.</summary>
    public void Close() => _bulks.Close();

    /// <summary>Waits for the flights that are under way.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => FinishAsync(0, cancellationToken);

    private async ValueTask FinishAsync(int left, CancellationToken cancellationToken)
    {
        while (_underWay.Count > left)
        {
            var (position, flight) = _underWay.Dequeue();
            answers[position] = await flight.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
