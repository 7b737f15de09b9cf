namespace CacheLayer.Keyspaces;

/// <summary>
/// Fetches that got no answer in their time and still run, because they ignore their cancellation token. They hold no turn, so that live
/// fetches have them all; what keeps their number down is that a key rests after each of its own, for longer each time, and that beyond
/// <see cref="KeyspaceOptions.MaxAbandonedFetches"/> one fetch a second finds out whether the origin answers again.
/// </summary>
internal sealed class AbandonedFetches(FetchGates gates, TimeProvider time)
{
    private static readonly TimeSpan TrialPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AbandonedKey> _keys = new(StringComparer.Ordinal);
    private int _count;
    private volatile bool _areTooMany;
    private long _nextTrialAt;

    /// <summary>How many still run.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a bulk call with this key was abandoned: then the key is fetched alone, so that it takes no others with it.</summary>
    public bool Has(string id)
    {
        if (Count is 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _keys.ContainsKey(id);
        }
    }

    /// <summary>Refuses a fetch that is likely to be abandoned, too.</summary>
    /// <param name="id">Its key, or null for several.</param>
    /// <exception cref="OriginOverloadedException">Its key rests, or too many were abandoned.</exception>
    public void ThrowIfRefused(string? id)
    {
        if (Count is 0)
        {
            return;
        }

        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (id is not null && _keys.TryGetValue(id, out var key) && now < key.RestsUntil)
            {
                throw new OriginOverloadedException(
                    gates.Keyspace, $"A fetch of this key of '{gates.Keyspace}' got no answer, ignores its cancellation and still runs; the origin is not asked for it again yet.");
            }

            if (_areTooMany)
            {
                if (now < _nextTrialAt)
                {
                    throw new OriginOverloadedException(
                        gates.Keyspace, $"{_count} fetches of '{gates.Keyspace}' got no answer, ignore their cancellation and still run; one fetch a second is tried.");
                }

                _nextTrialAt = After(now, TrialPause);
            }
        }
    }

    /// <summary>The origin answered a fetch: all others may try, too.</summary>
    public void Answered() => _areTooMany = false;

    /// <summary>Takes over a fetch that no caller waits for any more. Its place is given back when it ends, or soon.</summary>
    /// <param name="ids">Its keys.</param>
    /// <param name="isBulk">Whether it is a call for several keys: these do not rest, because most of them had no part in it.</param>
    /// <param name="call">The call.</param>
    /// <param name="turn">Its turn.</param>
    /// <param name="options">The policy of its keyspace.</param>
    public async Task TakeAsync(IReadOnlyList<string> ids, bool isBulk, Task call, IDisposable? turn, KeyspaceOptions options)
    {
        using (turn)
        {
            // One that heeds its token is about to end.
            var grace = options.FetchTimeout < LongestGrace ? options.FetchTimeout : LongestGrace;
            await Task.WhenAny(call, Task.Delay(grace, time)).ConfigureAwait(false);
        }

        if (call.IsCompleted)
        {
            // Its callers have their answer; what it failed with is not for them, nor unobserved.
            _ = call.Exception;
            return;
        }

        Add(ids, isBulk, options);
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Remove(ids, options);
    }

    private void Add(IReadOnlyList<string> ids, bool isBulk, KeyspaceOptions options)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            foreach (var id in ids)
            {
                if (!_keys.TryGetValue(id, out var key))
                {
                    _keys.Add(id, key = new());
                }

                key.Running++;
                if (!isBulk)
                {
                    key.RestsUntil = After(now, Rest(options.FetchTimeout, key.Running));
                }
            }

            _areTooMany |= ++_count >= options.MaxAbandonedFetches;
            _nextTrialAt = After(now, TrialPause);
        }

        gates.Abandoned(options.FetchTimeout);
    }

    private void Remove(IReadOnlyList<string> ids, KeyspaceOptions options)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (_keys.TryGetValue(id, out var key) && --key.Running is 0)
                {
                    _keys.Remove(id);
                }
            }

            _areTooMany &= --_count >= options.MaxAbandonedFetches;
        }
    }

    // Twice as long for each that still runs.
    private static TimeSpan Rest(TimeSpan timeout, int running)
    {
        var rest = timeout * Math.Pow(2, Math.Min(running, 30) - 1);
        return rest < LongestRest ? rest : LongestRest;
    }

    private long After(long timestamp, TimeSpan pause) => timestamp + (long)(pause.TotalSeconds * time.TimestampFrequency);
}
