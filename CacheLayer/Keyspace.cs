using System.Text;
using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>A named group of keys with one policy and one metric tag.</summary>
/// <remarks>
/// Create each keyspace once, as a static field, and share it between the services that read, fill and invalidate it.
/// Its policy is <see cref="KeyspaceOptions"/>, bound from configuration by <see cref="Name"/>.
/// </remarks>
public abstract class Keyspace
{
    /// <summary>The longest id of an entry, in bytes of UTF-8.</summary>
    public const int MaxIdBytes = 512;

    private long _removedAt;

    private protected Keyspace(string name, string prefix, EntryShape shape, Keyspace? root = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        if (name.Any(char.IsUpper))
        {
            throw new ArgumentException($"The name of keyspace '{name}' must be in lower case.", nameof(name));
        }

        if (!prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new ArgumentException($"The prefix of keyspace '{name}' may have letters, digits, '-', '_' and '.' only.", nameof(prefix));
        }

        Name = name;
        Prefix = prefix;
        Shape = shape;
        Root = root ?? this;
        KeyPrefix = Encoding.UTF8.GetBytes($"{prefix}:");
    }

    /// <summary>The name in configuration, metrics and logs, for example <c>product</c>.</summary>
    public string Name { get; }

    /// <summary>What the Redis key starts with, before a colon and the id; short, because it is stored with every key.</summary>
    public string Prefix { get; }

    /// <summary>What the Redis key starts with, colon included, in the form that needs no concatenation on reads.</summary>
    internal RedisKey KeyPrefix { get; }

    /// <summary>The type of its values; null when this process does not read them.</summary>
    internal virtual Type? ValueType => null;

    /// <summary>What its entries say of the shape of their values.</summary>
    internal EntryShape Shape { get; }

    /// <summary>The keyspace that this one is a view of; itself when it is not a view.</summary>
    internal Keyspace Root { get; }

    /// <summary>Fetches that store nothing are shared only with callers of the same side of this timestamp: the last removal that was confirmed.</summary>
    internal long RemovedAt
    {
        get => Volatile.Read(ref _removedAt);
        set
        {
            // Of two removals that end at once, the later one may come here first.
            var before = RemovedAt;
            while (value > before && Interlocked.CompareExchange(ref _removedAt, value, before) is var found && found != before)
            {
                before = found;
            }
        }
    }

    /// <summary>What a fetch does about the cache.</summary>
    internal FillMode Fills { get; private protected init; }

    /// <summary>Creates a keyspace whose values are of type <typeparamref name="T"/>.</summary>
    /// <param name="name">The name in configuration, metrics and logs: lower case, unique in the application.</param>
    /// <param name="prefix">The key prefix: one or two letters, unique in the Redis deployment.</param>
    /// <param name="schemaVersion">
    /// To be raised when old entries mean something else although the type looks the same. Members, their types and what is required of them count
    /// without that: builds whose types differ have entries of their own. <c>docs/keyspaces.md</c> says how they share a key.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A name or a prefix is empty or one of the library's own, the name has capitals, the prefix has a character other than letters, digits,
    /// <c>-</c>, <c>_</c> and <c>.</c>, or values of the type cannot be stored and read back as they were: the message names the member and what to do.
    /// </exception>
    public static Keyspace<T> Create<T>(string name, string prefix, int schemaVersion = 0)
    {
        ReservedKeyspaces.ThrowIfReserved(name, prefix);
        return EntryFormat<T>.Shape is { Refusal: { } refusal }
            ? throw new ArgumentException($"Keyspace '{name}' cannot have values of type {typeof(T)}: {refusal}", nameof(T))
            : new(name, prefix, EntryFormat<T>.Shape.ForVersion(schemaVersion));
    }

    /// <summary>Creates a keyspace whose values this process only invalidates; the processes that read them may store them in several shapes.</summary>
    /// <param name="name">The name in logs: lower case.</param>
    /// <param name="prefix">The key prefix, as the application that fills it says.</param>
    /// <exception cref="ArgumentException">A name or a prefix is empty, the name has capitals, or the prefix has a character other than letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</exception>
    public static Keyspace Create(string name, string prefix) => new UntypedKeyspace(name, prefix);

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Of which this process knows the keys only: it invalidates them, and depends on them.
    private sealed class UntypedKeyspace(string name, string prefix) : Keyspace(name, prefix, default);
}
