using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>The keys of one keyspace and one fetcher in a read of several keys; <see cref="MultiReader"/> reads them together with those of other groups.</summary>
internal abstract class ReadGroup
{
    public abstract KeyspacePolicy Policy { get; }

    public ReadGroup? Next { get; set; }

    /// <summary>The keys that are read from Redis: those that the memory of this process did not answer.</summary>
    public RedisKeyOrValue[] Keys { get; protected set; } = [];

    /// <summary>Whether keys were missed whose fills have not been started.</summary>
    public abstract bool HasMisses { get; }

    /// <summary>Answers the keys that are in memory; notes all of them as missed where the cache is switched off.</summary>
    public abstract void Begin(L1Cache l1, long arrivedAt);

    /// <summary>Answers the keys that a pipelined read has found, and notes the others.</summary>
    /// <param name="from">The first of them in <see cref="Keys"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="many">The read.</param>
    /// <param name="offset">Where its answer for the first key stands.</param>
    public abstract void Take(int from, int count, in ManyRead many, int offset);

    /// <summary>Starts the fills of the keys that were missed, and waits for earlier ones where too many are under way.</summary>
    public abstract ValueTask FillAsync(CancellationToken cancellationToken);

    /// <summary>All fills are started, or no more will be: other callers wait for those that have begun.</summary>
    public abstract void Close();

    /// <summary>Waits for the fills under way.</summary>
    public abstract ValueTask FinishAsync(CancellationToken cancellationToken);
}

/// <summary>A group of keys whose values are of type <typeparamref name="T"/>. Nothing is allocated per key that is hit.</summary>
/// <param name="source">What is read, and by what.</param>
internal sealed class ReadGroup<T>(ReadGroup<T>.Source source) : ReadGroup
{
    // The one that was returned last. A read of many keys allocates its answers, and nothing beside them.
    private static ReadGroup<T>? _spare;

    private Source _source = source;
    private long _arrivedAt;

    // Where each of the keys stands among the answers; null when memory has answered none.
    private int[]? _positions;
    private FillQueue<T>? _fills;
    private List<RedisKeyOrValue>? _undecodable;

    /// <summary>Whether the read has come to its end.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The answers, in the order of the ids.</summary>
    public CacheRead<T>[] Answers { get; private set; } = [];

    public Keyspace<T> Keyspace => _source.Keyspace;

    public Fetcher<T>? Fetcher => _source.Fetcher;

    public override KeyspacePolicy Policy => _source.Policy;

    public static ReadGroup<T> Rent(in Source source)
    {
        if (Interlocked.Exchange(ref _spare, null) is not { } group)
        {
            return new(source);
        }

        group._source = source;
        return group;
    }

    /// <summary>Ends the use of a rented group that has been read.</summary>
    /// <returns>The answers.</returns>
    public CacheRead<T>[] Return()
    {
        var answers = Answers;
        (_source, _fills, _positions, Answers, Keys, IsAnswered) = (default, null, null, [], [], false);
        Volatile.Write(ref _spare, this);
        return answers;
    }

    /// <summary>Adds a key to the group of a batch, which was made with a list of its own.</summary>
    /// <returns>Where its answer will stand.</returns>
    public int Add(string id)
    {
        var own = (List<string>)_source.Ids;
        own.Add(id);
        return own.Count - 1;
    }

    public override bool HasMisses => _fills is { HasMisses: true } || _undecodable is not null;

    public override void Begin(L1Cache l1, long arrivedAt)
    {
        _arrivedAt = arrivedAt;
        Answers = new CacheRead<T>[_source.Ids.Count];
        Keys = l1.Of(Keyspace, Policy) is { } store ? AnswerFrom(store) : KeysOfAll();
        if (!Policy.Options.ReadsEnabled)
        {
            Take(0, Keys.Length, default, 0);
            Keys = [];
        }
    }

    public override void Take(int from, int count, in ManyRead many, int offset)
    {
        var hits = 0;
        for (var i = 0; i < count; i++)
        {
            var position = _positions is null ? from + i : _positions[from + i];
            var id = Answers[position].Id;
            var read = _source.Entries.Read(Keyspace, id, Policy, many, offset + i);
            if (read.Found)
            {
                if (read.Entry.StaleStoredAt is not null && Fetcher is not null)
                {
                    _source.Flights.Refresh<T>(Request(id, read));
                }

                Answers[position] = CacheReadFactory.Found(Policy, id, read);
                hits++;
            }
            else if (Fetcher is not null)
            {
                (_fills ??= new(Fetcher, Policy, Answers, _source.Flights, _source.Time)).Add(position, Request(id, read), read.Latency);
            }
            else
            {
                Answers[position] = CacheReadFactory.Miss(Policy, id, read);
                if (read.Undecodable)
                {
                    (_undecodable ??= []).Add(Keys[from + i]);
                }
            }
        }

        if (hits > 0)
        {
            Policy.Counters.Hits(hits, many.Latency);
        }
    }

    public override async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_fills is not null)
        {
            await _fills.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var key in _undecodable ?? [])
        {
            await _source.Entries.RemoveAsync(Policy, key.Key).ConfigureAwait(false);
        }

        _undecodable = null;
    }

    public override void Close() => _fills?.Close();

    public override ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_fills is not null)
        {
            return FinishAsync(_fills, cancellationToken);
        }

        IsAnswered = true;
        return default;
    }

    private async ValueTask FinishAsync(FillQueue<T> fills, CancellationToken cancellationToken)
    {
        await fills.FinishAsync(cancellationToken).ConfigureAwait(false);
        IsAnswered = true;
    }

    private FillRequest<T> Request(string id, in EntryRead<T> read) => new(Keyspace, id, Policy, Fetcher!, _arrivedAt, read.Fault, read.Entry.StaleStoredAt);

    // The _source.Ids are noted in the answers.
    private RedisKeyOrValue[] KeysOfAll()
    {
        var keys = KeyLayout.Values(Keyspace, _source.Ids, Policy.Counters);
        for (var i = 0; i < keys.Length; i++)
        {
            Answers[i] = new(_source.Ids[i], default, CacheOutcome.Bypass, TimeSpan.Zero);
        }

        return keys;
    }

    private RedisKeyOrValue[] AnswerFrom(L1Store<T> store)
    {
        var left = 0;
        for (var i = 0; i < Answers.Length; i++)
        {
            var id = _source.Ids[i];
            if (store.TryGet(id, out var value))
            {
                Answers[i] = CacheReadFactory.FromL1(Policy, id, value);
            }
            else
            {
                Answers[i] = new(id, default, CacheOutcome.Bypass, TimeSpan.Zero);
                (_positions ??= new int[Answers.Length])[left++] = i;
            }
        }

        var keys = left is 0 ? [] : new RedisKeyOrValue[left];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyLayout.Value(Keyspace, Answers[_positions![i]].Id, Policy.Counters, _positions[i]);
        }

        return keys;
    }

    /// <param name="Keyspace">The keyspace.</param>
    /// <param name="Policy">Its policy.</param>
    /// <param name="Ids">The ids. The list may change when the read has begun.</param>
    /// <param name="Fetcher">How to fetch what is missing, or null to leave it at a miss.</param>
    /// <param name="Entries">Decodes what was read.</param>
    /// <param name="Flights">Fetches and fills what was missed.</param>
    /// <param name="Time">The clock.</param>
    internal readonly record struct Source(
        Keyspace<T> Keyspace, KeyspacePolicy Policy, IReadOnlyList<string> Ids, Fetcher<T>? Fetcher, EntryReader Entries, SingleFlight Flights, TimeProvider Time);
}
