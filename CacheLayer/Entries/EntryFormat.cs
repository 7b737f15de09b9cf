using MessagePack;
using MessagePack.Formatters;

namespace CacheLayer.Entries;

/// <summary>How values of a type are read, looked up once instead of for every entry.</summary>
internal static class EntryFormat<T>
{
    /// <exception cref="TypeInitializationException">The type cannot be serialised.</exception>
    public static readonly IMessagePackFormatter<T> Formatter = EntryCodec.Options.Resolver.GetFormatterWithVerify<T>();
}
