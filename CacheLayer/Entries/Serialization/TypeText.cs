using System.Reflection;

namespace CacheLayer.Entries.Serialization;

/// <summary>Writes of types what values of them depend on, alike in every build.</summary>
internal static class TypeText
{
    private static readonly Type[] Keyed = [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(ISet<>), typeof(IReadOnlySet<>), typeof(ILookup<,>)];

    /// <summary>A type that is written as a whole; an enumeration with its values, because these are what is written.</summary>
    public static string Leaf(Type type)
    {
        if (!type.IsEnum)
        {
            return Name(type);
        }

        var values = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name}={field.GetRawConstantValue()}");
        return $"{Enum.GetUnderlyingType(type).Name}({string.Join(',', values.Order(StringComparer.Ordinal))})";
    }

    /// <summary>The name of a type without that of its assembly, whose version changes with every build.</summary>
    public static string Name(Type type)
        => type.IsGenericType ? $"{type.Namespace}.{type.Name}<{string.Join(',', type.GetGenericArguments().Select(Name))}>" : type.FullName ?? type.Name;

    /// <summary>Whether a type comes with .NET.</summary>
    public static bool IsOfFramework(Type type)
        => type.Assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "mscorlib");

    /// <summary>The type that a collection finds its items by, or null.</summary>
    public static Type? KeyOf(Type type)
        => type.GetInterfaces().Append(type).FirstOrDefault(face => face.IsGenericType && Keyed.Contains(face.GetGenericTypeDefinition()))?.GetGenericArguments()[0];
}
