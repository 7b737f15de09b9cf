using CacheLayer.Filling;
using CacheLayer.Keyspaces;

namespace CacheLayer.Reading;

/// <summary>The missed keys of a group: starts their fills, no more at once than can be fetched, and takes their answers in order.</summary>
/// <remarks>A fetcher that fetches many gets one call for up to <see cref="KeyspaceOptions.MaxFetchBatchSize"/> keys, any other one call per key.</remarks>
internal sealed class FillQueue<T>(Fetcher<T> fetcher, KeyspacePolicy policy, CacheRead<T>[] answers, SingleFlight flights, TimeProvider time)
{
    private readonly List<Miss> _missed = [];
    private readonly Queue<(Miss Miss, Flight<T> Flight, bool Started)> _underWay = new();
    private BulkFetch<T>? _bulk;

    public bool HasMisses => _missed.Count > 0;

    /// <summary>Notes a key that was missed.</summary>
    /// <param name="position">Where its answer belongs.</param>
    /// <param name="request">The key.</param>
    /// <param name="readLatency">Of the read that missed it.</param>
    public void Add(int position, in FillRequest<T> request, TimeSpan readLatency) => _missed.Add(new(position, request, readLatency));

    /// <summary>Starts the fills of the keys noted, and waits for earlier ones where too many are under way.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var window = FetchWindow.Of(policy.Options, fetcher.FetchesMany);
        foreach (var miss in _missed)
        {
            if (_underWay.Count >= window.Most)
            {
                Close();
                await FinishAsync(window.Most - window.Step, cancellationToken).ConfigureAwait(false);
            }

            var flight = flights.GetOrStart(miss.Request, OriginCall(miss.Request.Id), out var started);
            _underWay.Enqueue((miss, flight, started));
        }

        _missed.Clear();
    }

    /// <summary>All keys so far are named; those that follow are fetched by calls of their own.</summary>
    public void Close()
    {
        _bulk?.Leave();
        _bulk = null;
    }

    /// <summary>Waits for the fills that are under way.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => FinishAsync(0, cancellationToken);

    private OriginCall<T> OriginCall(string id)
    {
        var options = policy.Options;
        if (!fetcher.FetchesMany || policy.Fetches.Of(fetcher.Feature, options).Abandoned.Has(id))
        {
            return new(fetcher, policy, time);
        }

        if (_bulk is null || _bulk.Named >= options.MaxFetchBatchSize)
        {
            _bulk?.Leave();
            _bulk = new(fetcher, policy, time, flights.Stopping);
        }

        _bulk.Named++;
        return _bulk;
    }

    private async ValueTask FinishAsync(int left, CancellationToken cancellationToken)
    {
        while (_underWay.Count > left)
        {
            var ((position, request, readLatency), flight, started) = _underWay.Dequeue();
            var result = await flights.AnswerAsync(request, flight, started, cancellationToken).ConfigureAwait(false);
            answers[position] = CacheReadFactory.FromFill(request, readLatency, result, started, time);
        }
    }

    private readonly record struct Miss(int Position, FillRequest<T> Request, TimeSpan ReadLatency);
}
