using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheLayer.Entries.Serialization;

/// <summary>How values are written as JSON: as Microsoft's HybridCache does, and so that they are read back as they were.</summary>
internal static class EntryJson
{
    /// <summary>The options of types that are not made for MessagePack. Value tuples have fields only.</summary>
    public static readonly JsonSerializerOptions Options = Exact(new() { IncludeFields = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals });

    /// <summary>The same options, by which what only the type itself sets is set as well, and a value of a derived type is refused.</summary>
    public static JsonSerializerOptions Exact(JsonSerializerOptions options)
    {
        var exact = new JsonSerializerOptions(options);
        exact.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(ExactMembers.Apply);
        exact.MakeReadOnly();
        return exact;
    }
}
