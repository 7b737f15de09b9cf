namespace CacheLayer;

/// <summary>A <see cref="Keyspace"/> whose values are of type <typeparamref name="T"/>, stored as MessagePack.</summary>
/// <typeparam name="T">The value type; anything that MessagePack's standard resolver serialises.</typeparam>
public sealed class Keyspace<T> : Keyspace
{
    internal Keyspace(string name, string prefix)
        : base(name, prefix)
    {
    }
}
