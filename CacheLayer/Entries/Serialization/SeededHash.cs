using System.Runtime.CompilerServices;

namespace CacheLayer.Entries.Serialization;

/// <summary>Hashes of keys: of all of their bits, and with the seed that every process has of its own.</summary>
internal static class SeededHash
{
    /// <summary>Whether it can tell values of a type apart.</summary>
    public static bool Knows(Type type)
        => Nullable.GetUnderlyingType(type) is { } underlying ? Knows(underlying)
            : typeof(ITuple).IsAssignableFrom(type) ? Array.TrueForAll(type.GetGenericArguments(), Knows)
            : type.IsEnum || type == typeof(Guid) || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly)
                || type == typeof(DateTimeOffset) || type == typeof(Uri)
                || Type.GetTypeCode(type) is not (TypeCode.Object or TypeCode.DBNull or TypeCode.Empty);

    public static int Of(object? key) => key switch
    {
        null => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        Uri uri => uri.GetHashCode(),
        decimal number => Of(number),
        double number => Of(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number)),
        float number => HashCode.Combine(BitConverter.SingleToInt32Bits(number == 0 ? 0 : number)),
        Guid id => Of(id),
        TimeSpan span => Of(span.Ticks),
        TimeOnly time => Of(time.Ticks),
        DateOnly date => HashCode.Combine(date.DayNumber),
        DateTime time => Of(time.Ticks),
        DateTimeOffset time => Of(time.UtcTicks),
        ulong number => Of((long)number),
        Enum or IConvertible => Of(ToInt64(key)),
        ITuple tuple => Of(tuple),
        _ => throw new NotSupportedException($"A {key.GetType()} cannot be a key."),
    };

    private static long ToInt64(object key)
        => Type.GetTypeCode(key.GetType()) is TypeCode.UInt64 ? (long)Convert.ToUInt64(key, null) : Convert.ToInt64(key, null);

    private static int Of(long number) => HashCode.Combine((int)number, (int)(number >> 32));

    // Equal numbers may have different zeros at their end.
    private static int Of(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(number / 1.0000000000000000000000000000m, parts);
        return HashCode.Combine(parts[0], parts[1], parts[2], number == 0 ? 0 : parts[3]);
    }

    private static int Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes);
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private static int Of(ITuple tuple)
    {
        var hash = default(HashCode);
        for (var i = 0; i < tuple.Length; i++)
        {
            hash.Add(Of(tuple[i]));
        }

        return hash.ToHashCode();
    }
}
