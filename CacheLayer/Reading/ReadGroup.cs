using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>The keys of one keyspace and one fetcher in a read of several keys; <see cref="MultiReader"/> reads them together with those of other groups.</summary>
internal abstract class ReadGroup(KeyspacePolicy policy)
{
    public KeyspacePolicy Policy => policy;

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
/// <param name="keyspace">The keyspace.</param>
/// <param name="policy">Its policy.</param>
/// <param name="ids">The ids. The list may change when the read has begun.</param>
/// <param name="fetcher">How to fetch what is missing, or null to leave it at a miss.</param>
/// <param name="entries">Decodes what was read.</param>
/// <param name="flights">Fetches and fills what was missed.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadGroup<T>(
    Keyspace<T> keyspace, KeyspacePolicy policy, IReadOnlyList<string> ids, Fetcher<T>? fetcher, EntryReader entries, SingleFlight flights, TimeProvider time)
    : ReadGroup(policy)
{
    private long _arrivedAt;

    // Where each of the keys stands among the answers; null when memory has answered none.
    private int[]? _positions;
    private FillQueue<T>? _fills;
    private List<RedisKeyOrValue>? _undecodable;

    /// <summary>Whether the read has come to its end.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The answers, in the order of the ids.</summary>
    public CacheRead<T>[] Answers { get; private set; } = [];

    public Keyspace<T> Keyspace => keyspace;

    public Fetcher<T>? Fetcher => fetcher;

    /// <summary>Adds a key to the group of a batch, which was made with a list of its own.</summary>
    /// <returns>Where its answer will stand.</returns>
    public int Add(string id)
    {
        var own = (List<string>)ids;
        own.Add(id);
        return own.Count - 1;
    }

    public override bool HasMisses => _fills is { HasMisses: true } || _undecodable is not null;

    public override void Begin(L1Cache l1, long arrivedAt)
    {
        _arrivedAt = arrivedAt;
        Answers = new CacheRead<T>[ids.Count];
        Keys = l1.Of(keyspace, Policy) is { } store ? AnswerFrom(store) : KeysOfAll();
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
            var read = entries.Read(keyspace, id, Policy, many, offset + i);
            if (read.Found)
            {
                if (read.Entry.StaleStoredAt is not null && fetcher is not null)
                {
                    flights.Refresh<T>(Request(id, read));
                }

                Answers[position] = CacheReadFactory.Found(Policy, id, read);
                hits++;
            }
            else if (fetcher is not null)
            {
                (_fills ??= new(fetcher, Policy, Answers, flights, time)).Add(position, Request(id, read), read.Latency);
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
            await entries.RemoveAsync(Policy, key.Key).ConfigureAwait(false);
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

    private FillRequest<T> Request(string id, in EntryRead<T> read) => new(keyspace, id, Policy, fetcher!, _arrivedAt, read.Fault, read.Entry.StaleStoredAt);

    // The ids are noted in the answers.
    private RedisKeyOrValue[] KeysOfAll()
    {
        var keys = KeyLayout.Values(keyspace, ids, Policy.Counters);
        for (var i = 0; i < keys.Length; i++)
        {
            Answers[i] = new(ids[i], default, CacheOutcome.Bypass, TimeSpan.Zero);
        }

        return keys;
    }

    private RedisKeyOrValue[] AnswerFrom(L1Store<T> store)
    {
        var left = 0;
        for (var i = 0; i < Answers.Length; i++)
        {
            var id = ids[i];
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
            keys[i] = KeyLayout.Value(keyspace, Answers[_positions![i]].Id, Policy.Counters, _positions[i]);
        }

        return keys;
    }
}
