using CacheLayer.Filling;

namespace CacheLayer.Reading;

/// <summary>The flight that one missed key of a batch waits for: begun with it, or found under way.</summary>
internal sealed class BatchFlight<T>
{
    private readonly FillRequest<T> _missed;
    private readonly TimeSpan _readLatency;
    private readonly SingleFlight _flights;
    private readonly TimeProvider _time;
    private readonly Flight<T> _flight;
    private readonly bool _started;

    public BatchFlight(FillRequest<T> missed, TimeSpan readLatency, SingleFlight flights, BulkFetches bulks, TimeProvider time)
    {
        _missed = missed;
        _readLatency = readLatency;
        _flights = flights;
        _time = time;
        _flight = flights.GetOrStart(missed, bulks.For(missed), out _started);
    }

    public async ValueTask<CacheRead<T>> FinishAsync(CancellationToken cancellationToken)
    {
        var flown = await _flights.AnswerAsync(_missed, _flight, _started, cancellationToken).ConfigureAwait(false);
        return CacheReadFactory.FromFill(_missed, _readLatency, flown, _started, _time);
    }
}
