using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CacheLayer.Entries.Serialization;

/// <summary>Finds out whether JSON reads a type that it writes.</summary>
internal static class JsonProbe
{
    // JSON has no other keys than texts; these are written as such.
    private static readonly Type[] Keys =
    [
        typeof(string), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly), typeof(decimal), typeof(Uri), typeof(Version),
    ];

    /// <summary>Why values of the type are not read back, or null.</summary>
    public static string? WhyUnreadable(JsonTypeInfo info, JsonSerializerOptions options)
    {
        if (info.KeyType is { IsPrimitive: false, IsEnum: false } key && !Keys.Contains(key) && IsOfJson(options.GetTypeInfo(key)))
        {
            return $"JSON has no keys of type {key}; use texts or numbers, or annotate the values for MessagePack";
        }

        if (info is { Kind: JsonTypeInfoKind.Enumerable, Type: { IsGenericType: true } type } && type.Name.Contains("Stack", StringComparison.Ordinal))
        {
            return "the items of a stack are read back in reverse; use a list";
        }

        try
        {
            // Cut off: the serialiser finds out whether it can read the type, and then that there is nothing to read.
            _ = JsonSerializer.Deserialize(info.Kind is JsonTypeInfoKind.Enumerable ? "["u8 : "{"u8, info);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return e.Message;
        }
        catch (Exception)
        {
            // As expected; or it is the type's own constructor that asks for more than nothing.
        }

        return null;
    }

    private static bool IsOfJson(JsonTypeInfo info) => info.Converter.GetType().Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true;
}
