using System.Collections.Concurrent;
using System.Text.Json;
using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Storage;

/// <summary>Values that are made up until they are changed; only the changed ones are held.</summary>
internal abstract class ChangeableStore<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _changed = new();
    private readonly string _kind;
    private readonly TimeProvider _clock;

    // What the transaction under way has made; the writer's alone.
    private readonly Dictionary<TKey, TValue> _made = [];

    /// <param name="kind">What the values are, in the database.</param>
    /// <param name="database">Where changed values are kept.</param>
    /// <param name="clock">The clock that versions and events are told by.</param>
    protected ChangeableStore(string kind, ChangeDatabase database, TimeProvider clock)
    {
        (_kind, _clock) = (kind, clock);
        foreach (var json in database.Values(kind))
        {
            var value = JsonSerializer.Deserialize<TValue>(json) ?? throw new InvalidDataException($"{StoreOptions.SectionName}:Path: it holds a {kind} that is null.");
            _changed[KeyOf(value)] = value;
        }
    }

    /// <summary>The value as it is now, or null when there is none.</summary>
    public TValue? Find(TKey key) => _changed.GetValueOrDefault(key) ?? Original(key);

    protected abstract TValue? Original(TKey key);

    protected abstract TKey KeyOf(TValue value);

    protected abstract long VersionOf(TValue value);

    /// <summary>Plans a change: <paramref name="change"/> gets the value and its next version.</summary>
    protected PlannedChange Plan(TKey key, Func<TValue, long, TValue> change, Func<TValue, ChangeEvent> describe) => new Change(this, key, change, describe);

    // Counting from 1 again after a restart would repeat versions that caches hold watermarks of. With the clock in them
    // they also compare across products, which the version of recommendations (the highest among its products) relies on.
    private long NextVersion(TValue value) => Math.Max(VersionOf(value) + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed class Change(ChangeableStore<TKey, TValue> store, TKey key, Func<TValue, long, TValue> change, Func<TValue, ChangeEvent> describe) : PlannedChange
    {
        private TValue? _value;

        public override ChangedValue? Make()
        {
            if ((store._made.GetValueOrDefault(key) ?? store.Find(key)) is not { } current)
            {
                return null;
            }

            _value = change(current, store.NextVersion(current));
            store._made[key] = _value;
            return new(store._kind, key.ToString()!, JsonSerializer.SerializeToUtf8Bytes(_value), describe(_value) with { OccurredAt = store._clock.GetUtcNow() });
        }

        public override void Show()
        {
            store._changed[key] = _value!;
            store._made.Remove(key);
        }

        public override void Drop() => store._made.Remove(key);
    }
}
