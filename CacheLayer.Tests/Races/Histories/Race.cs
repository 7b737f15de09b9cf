using StackExchange.Redis;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>Runs one history on one key, and knows what every read may answer: nothing older than what was acknowledged before it began.</summary>
internal sealed class Race(ICacheUnderTest cache, RaceRedis redis, string id)
{
    /// <summary>How many readers a history may have.</summary>
    public const int Readers = 4;

    // So many round trips later a command that was about to be sent has long been answered.
    private const int Soon = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RacingRead?[] _reads = new RacingRead?[Readers];
    private readonly RedisKey[] _keys = cache.Keys(id);
    private readonly List<Task> _overlapping = [];
    private readonly SemaphoreSlim _primary = new(1);
    private byte[]?[]? _replica;
    private long _version = 1;
    private long _acknowledged = 1;
    private int _answered;
    private int _stale;

    /// <summary>Runs a whole history.</summary>
    public static async Task<RaceResult> RunAsync(ICacheUnderTest cache, RaceRedis redis, string id, Step[] steps)
    {
        var race = new Race(cache, redis, id);
        await race.RunAsync(steps);
        return await race.EndAsync();
    }

    /// <summary>Has the entry stored before the history begins.</summary>
    public async Task WarmAsync()
    {
        await ReadAtOnceAsync(0);
        await RoundTripsAsync(async () => await redis.Primary.KeyExistsAsync(_keys[0]));
    }

    /// <summary>Runs steps in their order; those that cannot be done now are left out.</summary>
    public async Task RunAsync(IReadOnlyCollection<Step> steps)
    {
        if (_replica is null && steps.Any(step => step.Kind is StepKind.Failover))
        {
            _replica = await redis.CopyAsync(_keys);
        }

        foreach (var step in steps)
        {
            var running = RunAsync(step);
            if (step.Overlaps)
            {
                _overlapping.Add(running);
            }
            else
            {
                await running;
            }
        }
    }

    /// <summary>Lets everything go that is still held, and reads once more from every process.</summary>
    public async Task<RaceResult> EndAsync()
    {
        await Task.WhenAll(_overlapping);
        var reads = _reads.OfType<RacingRead>().ToArray();
        foreach (var read in reads.Where(read => read.IsHeld))
        {
            await FillAsync(read);
        }

        // The others wait for these, or for each other; what they fetch now is the last version.
        Array.ForEach(reads, read => read.Arrive(_version));
        await Task.WhenAll(reads.Select(read => read.Answered)).WaitAsync(Patience);
        await ReadAtOnceAsync(0);
        await ReadAtOnceAsync(1);
        return new(_answered, _stale);
    }

    private Task RunAsync(Step step) => step.Kind switch
    {
        StepKind.Read => ReadAsync(step.Actor, step.Overlaps),
        StepKind.Fetch => LookUpAsync(_reads[step.Actor]),
        StepKind.Fill => _reads[step.Actor] is { IsHeld: true } read ? FillAsync(read) : Task.CompletedTask,
        StepKind.Write => Task.FromResult(Interlocked.Increment(ref _version)),
        StepKind.Invalidate => InvalidateAsync(),
        StepKind.Expire => step.Actor < _keys.Length ? redis.ExpireAsync(_keys[step.Actor]) : Task.CompletedTask,
        StepKind.Replicate => ReplicateAsync(),
        StepKind.Failover => FailOverAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private async Task ReadAsync(int reader, bool overlaps)
    {
        if (_reads[reader] is { Answered.IsCompleted: false })
        {
            return;
        }

        var read = _reads[reader] = new() { Answered = Task.CompletedTask };
        read.Answered = AnswerAsync(reader, read.FetchAsync);
        if (overlaps || MayWait(reader))
        {
            await RoundTripsAsync(() => Task.FromResult(read.Answered.IsCompleted || read.Fetching.IsCompleted));
        }
        else
        {
            await Task.WhenAny(read.Answered, read.Fetching).WaitAsync(Patience);
        }

        if (read.Fetching.IsCompleted && await LeaseAsync() is { } lease && !Array.Exists(_reads, other => lease.AsSpan().SequenceEqual(other?.Lease)))
        {
            read.Lease = lease;
        }
    }

    private bool MayWait(int reader)
    {
        for (var i = 0; i < Readers; i++)
        {
            if ((i == reader || _reads[i] is { Answered.IsCompleted: false }) && cache.MayWait(reader, i))
            {
                return true;
            }
        }

        return false;
    }

    private async Task AnswerAsync(int reader, Func<Task<long>> fetch)
    {
        var oldest = Interlocked.Read(ref _acknowledged);
        var answer = await cache.GetOrFetchAsync(reader, id, fetch);
        Interlocked.Increment(ref _answered);
        if (answer < oldest)
        {
            Interlocked.Increment(ref _stale);
        }

        if (answer > Interlocked.Read(ref _version) || answer < 1)
        {
            throw new InvalidOperationException($"{id} was answered with {answer}, which never was.");
        }
    }

    private Task ReadAtOnceAsync(int reader) => AnswerAsync(reader, () => Task.FromResult(Interlocked.Read(ref _version))).WaitAsync(Patience);

    private Task LookUpAsync(RacingRead? read)
    {
        if (read is { IsHeld: true })
        {
            read.LookUp(Interlocked.Read(ref _version));
        }

        return Task.CompletedTask;
    }

    private async Task FillAsync(RacingRead read)
    {
        read.Arrive(Interlocked.Read(ref _version));
        await read.Answered.WaitAsync(Patience);

        // The cache stores in the background: with a lease it is over when that is gone; a fill without one leaves a value.
        if (_keys.Length is 1)
        {
            await RoundTripsAsync(async () => await redis.Primary.KeyExistsAsync(_keys[0]));
        }
        else if (read.Lease is { } mine)
        {
            await RoundTripsAsync(async () => await LeaseAsync() is not { } lease || !mine.SequenceEqual(lease), 100 * Soon);
        }
    }

    private async Task InvalidateAsync()
    {
        // Never cut in two by a failover: whoever invalidates would see an error, and repeat it.
        await _primary.WaitAsync();
        try
        {
            var version = Interlocked.Read(ref _version);
            await cache.InvalidateAsync(id, version);

            // What is acknowledged, every replica has.
            await CopyAsync();
            Interlocked.Exchange(ref _acknowledged, Math.Max(_acknowledged, version));
        }
        finally
        {
            _primary.Release();
        }
    }

    private async Task ReplicateAsync()
    {
        await _primary.WaitAsync();
        await CopyAsync();
        _primary.Release();
    }

    private async Task FailOverAsync()
    {
        await _primary.WaitAsync();
        await redis.RestoreAsync(_keys, _replica!);
        _primary.Release();
    }

    private async Task CopyAsync()
    {
        if (_replica is not null)
        {
            _replica = await redis.CopyAsync(_keys);
        }
    }

    private async Task<byte[]?> LeaseAsync() => _keys.Length > 1 ? (byte[]?)await redis.Primary.StringGetAsync(_keys[1]) : null;

    private async Task RoundTripsAsync(Func<Task<bool>> until, int most = Soon)
    {
        for (var i = 0; i < most && !await until(); i++)
        {
            await redis.Primary.PingAsync();
        }
    }
}
