using CacheLayer.Keyspaces;

namespace CacheLayer;

/// <summary>A <see cref="Keyspace"/> whose values are of type <typeparamref name="T"/>, stored as MessagePack.</summary>
/// <typeparam name="T">The value type; anything that MessagePack's standard resolver serialises.</typeparam>
public sealed class Keyspace<T> : Keyspace
{
    private Keyspace<CachePayload>? _raw;

    internal Keyspace(string name, string prefix)
        : base(name, prefix)
    {
    }

    /// <summary>The same keys, policy and counts, with the values left in MessagePack; fetch with <see cref="Fetcher{T}.Raw"/>.</summary>
    public Keyspace<CachePayload> Raw
        => _raw ?? Interlocked.CompareExchange(ref _raw, new(Name, Prefix), null) ?? _raw;

    /// <summary>The same keys, policy and counts, with fetches of their own that fill in another way.</summary>
    internal Keyspace<T> With(FillMode fills) => new(Name, Prefix) { Fills = fills };
}
