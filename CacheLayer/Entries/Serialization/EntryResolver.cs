using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace CacheLayer.Entries.Serialization;

/// <summary>MessagePack's standard formatters, made exact: times keep their kind, and a value that holds itself or more than it says is refused.</summary>
internal sealed class EntryResolver : IFormatterResolver
{
    public static readonly EntryResolver Instance = new();

    private EntryResolver()
    {
    }

    public IMessagePackFormatter<T>? GetFormatter<T>() => Cache<T>.Formatter;

    private static class Cache<T>
    {
        public static readonly IMessagePackFormatter<T>? Formatter = Make();

        private static IMessagePackFormatter<T>? Make()
        {
            var times = new ExactDateTimeFormatter();
            object? exact = typeof(T) == typeof(DateTime) ? times
                : typeof(T) == typeof(DateTime?) ? new StaticNullableFormatter<DateTime>(times)
                : typeof(T) == typeof(DateTime[]) ? new ArrayFormatter<DateTime>()
                : null;
            var formatter = (IMessagePackFormatter<T>?)exact ?? StandardResolver.Instance.GetFormatter<T>();
            return formatter is not null && MessagePackMembers.IsMade(typeof(T)) && (typeof(T) is { IsClass: true, IsSealed: false } || Recursion.IsWithin(typeof(T)))
                ? new BoundedFormatter<T>(formatter)
                : formatter;
        }
    }
}
