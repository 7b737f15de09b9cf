using CacheLayer.Filling;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reading;

/// <summary>Starts the flights of a batch that mixes keyspaces, no more at once than each keyspace can fetch.</summary>
internal sealed class BatchPace(SingleFlight flights, long arrivedAt, TimeProvider time)
{
    private readonly Queue<IBatchItem> _underWay = new();
    private readonly Dictionary<KeyspacePolicy, int> _counts = [];
    private readonly BulkFetches _bulks = new(time, flights.Stopping);

    /// <summary>Starts the flights of items that were missed, and waits for earlier ones where too many are under way.</summary>
    public async ValueTask StartAsync(List<IBatchItem> missed, ManyRead many, CancellationToken cancellationToken)
    {
        foreach (var item in missed)
        {
            var window = FetchWindow.Of(item.Policy.Options, item.FetchesMany);
            if (_counts.GetValueOrDefault(item.Policy) >= window.Most)
            {
                _bulks.Close();
                while (_counts[item.Policy] > window.Most - window.Step)
                {
                    await FinishOldestAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            item.Start(flights, _bulks, many, arrivedAt, time);
            _underWay.Enqueue(item);
            _counts[item.Policy] = _counts.GetValueOrDefault(item.Policy) + 1;
        }
    }

    /// <summary>All items are started, or no more will be: others wait for the flights that have begun.</summary>
    public void Close() => _bulks.Close();

    /// <summary>Waits for the flights that are under way.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (_underWay.Count > 0)
        {
            await FinishOldestAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FinishOldestAsync(CancellationToken cancellationToken)
    {
        var oldest = _underWay.Dequeue();
        await oldest.FinishAsync(flights, cancellationToken).ConfigureAwait(false);
        _counts[oldest.Policy]--;
    }
}
