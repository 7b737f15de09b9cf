using System.Collections.Concurrent;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Routing;

namespace CacheLayer.Filling;

/// <summary>The flights under way in this process: one per key.</summary>
internal sealed class SingleFlight : IDisposable
{
    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly KeyRouter _router;
    private readonly CrossShardRegistrations _ties;
    private readonly CancellationToken _stoppingToken;
    private int _primaryEpoch;

    public SingleFlight(FillProtocol protocol, CacheWarnings warnings, KeyRouter router, TimeProvider time)
    {
        Protocol = protocol;
        Warnings = warnings;
        Time = time;
        _router = router;
        _stoppingToken = _stopping.Token;

        // Before the removal of ties, which takes its time: no fill may be registered with the new primary and pass for one of before.
        router.PrimaryChanged += CountPrimary;
        _ties = new(router, protocol, warnings, time);
        Dependencies = new(protocol, _ties, time);
    }

    public FillProtocol Protocol { get; }

    public Dependencies Dependencies { get; }

    public CacheWarnings Warnings { get; }

    public TimeProvider Time { get; }

    /// <summary>Cancelled when the application has waited long enough for the flights under way.</summary>
    public CancellationToken Stopping => _stoppingToken;

    /// <summary>Rises when another node becomes the primary.</summary>
    public int PrimaryEpoch => Volatile.Read(ref _primaryEpoch);

    /// <summary>The flight of a key that is under way, or a new one.</summary>
    public Flight<T> GetOrStart<T>(in FillRequest<T> missed, OriginCall<T> origin, out bool started)
    {
        var key = new FlightKey(missed.Keyspace, missed.Id);
        started = false;
        Flight<T>? mine = null;
        while (true)
        {
            if (_flights.TryGetValue(key, out var running))
            {
                return (Flight<T>)running;
            }

            mine ??= new(key, missed.Policy, origin, missed.Fault, missed.Replaces, this);
            if (_flights.TryAdd(key, mine))
            {
                started = true;
                _ = mine.RunAsync();
                return mine;
            }
        }
    }

    /// <summary>Fetches anew, in the background, what was hit and is due for it; once at a time.</summary>
    public void Refresh<T>(in FillRequest<T> due)
    {
        var key = new FlightKey(due.Keyspace, due.Id, IsRefresh: true);
        if (due.Policy.Options.WritesEnabled && !_flights.ContainsKey(key))
        {
            var flight = new Flight<T>(key, due.Policy, new(due.Fetcher, due.Policy, Time), due.Fault, due.Replaces, this);
            if (_flights.TryAdd(key, flight))
            {
                _ = flight.RunAsync();
            }
        }
    }

    /// <summary>The answer of a flight, or of the next one when it may be older than its caller.</summary>
    /// <param name="missed">The key.</param>
    /// <param name="flight">The flight.</param>
    /// <param name="started">Whether it was started for this caller.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<FlightResult<T>> AnswerAsync<T>(FillRequest<T> missed, Flight<T> flight, bool started, CancellationToken cancellationToken)
    {
        var isAgain = false;
        while (true)
        {
            var result = await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (missed.Keyspace.Fills is FillMode.Refresh)
            {
                // Its caller must not read the old value next.
                await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (result.Outcome is CacheOutcome.Failed)
            {
                // What the flight's own caller used is gone with its scope; what this one uses may live.
                var isOfAnother = !started && !isAgain && result.Error is ObjectDisposedException;
                if (result.CompletedAt >= missed.ArrivedAt && !isOfAnother)
                {
                    return result;
                }

                isAgain = true;

                // Somebody else's failure, or one which was over before this one came.
                await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if ((missed.Keyspace.Fills is FillMode.Never && flight.StartedAt >= missed.Keyspace.Root.RemovedAt)
                || flight.StartedAt >= missed.ArrivedAt
                || await flight.Settled.WaitAsync(cancellationToken).ConfigureAwait(false) >= missed.ArrivedAt)
            {
                return result;
            }

            flight = GetOrStart(missed, new OriginCall<T>(missed.Fetcher, missed.Policy, Time), out started);
        }
    }

    public void Remove(Flight flight) => _flights.TryRemove(new(flight.Key, flight));

    /// <summary>Waits for the flights under way, fills included; cancels their fetches when that takes longer than <paramref name="bound"/>.</summary>
    /// <returns>How many were cancelled.</returns>
    public async Task<int> DrainAsync(TimeSpan bound)
    {
        try
        {
            await Task.WhenAll(_flights.Values.Select(flight => flight.Settled)).WaitAsync(bound, Time).ConfigureAwait(false);
            return 0;
        }
        catch (TimeoutException)
        {
            var left = _flights.Count;
            await _stopping.CancelAsync().ConfigureAwait(false);
            return left;
        }
    }

    public void Dispose()
    {
        _ties.Dispose();
        _router.PrimaryChanged -= CountPrimary;
        _stopping.Dispose();
    }

    private void CountPrimary() => Interlocked.Increment(ref _primaryEpoch);
}
