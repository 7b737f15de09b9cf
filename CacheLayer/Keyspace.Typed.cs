using CacheLayer.Entries.Serialization;

namespace CacheLayer;

/// <summary>A <see cref="Keyspace"/> whose values are of type <typeparamref name="T"/>, stored as MessagePack or, where the type is not made for that, as JSON.</summary>
/// <typeparam name="T">The value type; anything that can be stored and read back as it was.</typeparam>
public sealed class Keyspace<T> : Keyspace
{
    private Keyspace<CachePayload>? _raw;

    internal Keyspace(string name, string prefix, EntryShape shape = default, Keyspace? root = null)
        : base(name, prefix, shape, root)
    {
    }

    /// <summary>The same keys, policy and counts, with the values left in MessagePack (JSON: as a string); fetch with <see cref="Fetcher{T}.Raw"/>.</summary>
    public Keyspace<CachePayload> Raw
        => _raw ?? Interlocked.CompareExchange(ref _raw, new(Name, Prefix, Shape, Root), null) ?? _raw;

    /// <inheritdoc/>
    internal override Type ValueType => typeof(T);

    /// <summary>The same keys, policy and counts, with fetches of their own that fill in another way.</summary>
    internal Keyspace<T> With(FillMode fills) => new(Name, Prefix, Shape, Root) { Fills = fills };

    /// <summary>The same keys, policy and counts, with entries of another shape.</summary>
    internal Keyspace<T> With(EntryShape shape) => new(Name, Prefix, shape, Root) { Fills = Fills };
}
