using System.Collections.Concurrent;
using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>Shares misses: one flight per key is under way in this process.</summary>
internal sealed class SingleFlight : IDisposable
{
    // Between two attempts at a refresh: while the origin fails or another process is at it, every hit would begin one.
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Filler _filler;
    private readonly CacheWarnings _warnings;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stoppingToken;

    public SingleFlight(Filler filler, CacheWarnings warnings, TimeProvider time)
    {
        (_filler, _warnings, _time) = (filler, warnings, time);
        _stoppingToken = _stopping.Token;
    }

    /// <summary>Cancelled when the application has waited long enough for the flights under way.</summary>
    public CancellationToken Stopping => _stoppingToken;

    /// <summary>The flight of a key that is under way, or a new one.</summary>
    public Flight<T> GetOrStart<T>(in FillRequest<T> request, OriginCall<T> origin, out bool started)
    {
        var key = new FlightKey(request.Keyspace, request.Id);
        started = false;
        Flight<T>? mine = null;
        while (true)
        {
            if (_flights.TryGetValue(key, out var running))
            {
                return (Flight<T>)running;
            }

            mine ??= new(key, request.Policy, origin, request.Fault, request.StaleStoredAt, _time.GetTimestamp());
            if (_flights.TryAdd(key, mine))
            {
                started = true;
                _ = RunAsync(mine);
                return mine;
            }
        }
    }

    /// <summary>Fetches again, in the background, what was hit and is due for it; once at a time.</summary>
    public void Refresh<T>(in FillRequest<T> due)
    {
        var key = new FlightKey(due.Keyspace, due.Id, IsRefresh: true);
        if (due.Policy.Options.WritesEnabled && !_flights.ContainsKey(key))
        {
            var flight = new Flight<T>(key, due.Policy, new(due.Fetcher, due.Policy, _time), due.Fault, due.StaleStoredAt, _time.GetTimestamp());
            if (_flights.TryAdd(key, flight))
            {
                _ = RunAsync(flight);
            }
        }
    }

    /// <summary>The answer of a flight, or of the next one when it may be older than its caller.</summary>
    /// <param name="request">The key.</param>
    /// <param name="flight">The flight.</param>
    /// <param name="started">Whether it was started for this caller.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<FlightResult<T>> AnswerAsync<T>(FillRequest<T> request, Flight<T> flight, bool started, CancellationToken cancellationToken)
    {
        var isAgain = false;
        while (true)
        {
            var result = await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (request.Keyspace.Fills is FillMode.Refresh)
            {
                // Its caller must not read the old value next.
                await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (result.Outcome is CacheOutcome.Failed)
            {
                // What the flight's own caller used is gone with its scope; what this one uses may live.
                var isOfAnother = !started && !isAgain && result.Error is ObjectDisposedException;
                if (result.CompletedAt >= request.ArrivedAt && !isOfAnother)
                {
                    return result;
                }

                isAgain = true;

                // The failure of another caller's fetch, or one that was over before this caller came.
                await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if ((request.Keyspace.Fills is FillMode.Never && flight.StartedAt >= request.Keyspace.Root.RemovedAt)
                || flight.StartedAt >= request.ArrivedAt
                || await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false) >= request.ArrivedAt)
            {
                return result;
            }

            flight = GetOrStart(request, new OriginCall<T>(request.Fetcher, request.Policy, _time), out started);
        }
    }

    /// <summary>Waits for the flights under way, fills included; cancels their fetches when that takes longer than <paramref name="bound"/>.</summary>
    /// <returns>How many were cancelled.</returns>
    public async Task<int> DrainAsync(TimeSpan bound)
    {
        try
        {
            await Task.WhenAll(_flights.Values.Select(flight => flight.Settled)).WaitAsync(bound, _time).ConfigureAwait(false);
            return 0;
        }
        catch (TimeoutException)
        {
            var left = _flights.Count;
            await _stopping.CancelAsync().ConfigureAwait(false);
            return left;
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync<T>(Flight<T> flight)
    {
        var currentAsOf = flight.StartedAt;
        try
        {
            currentAsOf = await _filler.RunAsync(flight, _stoppingToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Not expected of anything in there; but then, too, callers that wait must get an answer.
            flight.Complete(new(default, CacheOutcome.Failed, TimeSpan.Zero, _time.GetTimestamp(), e));
            _warnings.Warn("fill", flight.Policy.Name, e);
        }

        if (flight is { Key.IsRefresh: true, Entry: not { IsStored: true } })
        {
            flight.Settle(currentAsOf);
            await Task.Delay(RefreshPause, _time).ConfigureAwait(false);
            Remove(flight);
        }
        else
        {
            // First removed, then settled: a caller that finds the value too old must find no flight, or a newer one.
            Remove(flight);
            flight.Settle(currentAsOf);
        }
    }

    private void Remove(Flight flight) => _flights.TryRemove(new(flight.Key, flight));
}
