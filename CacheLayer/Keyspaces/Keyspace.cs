using System.Text;
using CacheLayer.Keyspaces;
using CacheLayer.Protocol;
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
    public const int MaxIdBytes = KeyLayout.MaxIdBytes;

    private protected Keyspace(string name, string prefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        if (name.Any(char.IsUpper))
        {
            throw new ArgumentException($"The name of keyspace '{name}' must be in lower case.", nameof(name));
        }

        if (!KeyLayout.IsPrefix(prefix))
        {
            throw new ArgumentException($"The prefix of keyspace '{name}' may have letters, digits, '-', '_' and '.' only.", nameof(prefix));
        }

        Name = name;
        Prefix = prefix;
        KeyPrefix = Encoding.UTF8.GetBytes($"{prefix}:");
    }

    /// <summary>The name in configuration, metrics and logs, for example <c>product</c>.</summary>
    public string Name { get; }

    /// <summary>What the Redis key starts with, before a colon and the id; short, because it is stored with every key.</summary>
    public string Prefix { get; }

    /// <summary>What the Redis key starts with, colon included, in the form that needs no concatenation on reads.</summary>
    internal RedisKey KeyPrefix { get; }

    /// <summary>What a fetch does about the cache.</summary>
    internal FillMode Fills { get; private protected init; }

    /// <summary>Creates a keyspace whose values are of type <typeparamref name="T"/>.</summary>
    /// <param name="name">The name in configuration, metrics and logs: lower case, unique in the application.</param>
    /// <param name="prefix">The key prefix: one or two letters, unique in the Redis deployment.</param>
    /// <exception cref="ArgumentException">A name or a prefix is empty, the name has capitals, or the prefix has a character other than letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</exception>
    public static Keyspace<T> Create<T>(string name, string prefix) => new(name, prefix);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
