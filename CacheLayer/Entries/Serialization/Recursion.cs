using System.Reflection;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>Finds out which types may hold themselves.</summary>
internal static class Recursion
{
    /// <summary>Whether a value of the type may have another one somewhere within it.</summary>
    public static bool IsWithin(Type type)
    {
        var seen = new HashSet<Type>();
        var left = new Stack<Type>(PartsOf(type));
        while (left.TryPop(out var part))
        {
            if (part == type)
            {
                return true;
            }

            if (seen.Add(part))
            {
                foreach (var next in PartsOf(part))
                {
                    left.Push(next);
                }
            }
        }

        return false;
    }

    private static IEnumerable<Type> PartsOf(Type type)
    {
        if (type.GetElementType() is { } element)
        {
            return [element];
        }

        var unions = type.GetCustomAttributes<UnionAttribute>(inherit: false).Select(union => union.SubType);
        var members = !MessagePackMembers.IsMade(type) ? []
            : type.GetMembers(BindingFlags.Instance | BindingFlags.Public)
                .Select(member => (member as PropertyInfo)?.PropertyType ?? (member as FieldInfo)?.FieldType)
                .OfType<Type>();
        return [.. type.GetGenericArguments(), .. unions, .. members];
    }
}
