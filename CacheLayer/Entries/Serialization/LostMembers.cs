using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>Finds what objects of a type hold and JSON does not write, or does not set again.</summary>
internal static class LostMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What would be lost, and what to do about it; null when nothing would.</summary>
    public static string? Find(JsonTypeInfo info)
    {
        var kept = info.Properties.Where(property => property.Get is not null && (property.Set is not null || property.AssociatedParameter is not null)).ToList();
        var keptMembers = kept.Select(property => property.AttributeProvider as MemberInfo).OfType<MemberInfo>().ToHashSet(SameMember.Instance);
        var others = new List<FieldInfo>();
        for (var type = info.Type; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Declared))
            {
                if (IsLeftOut(field) || keptMembers.Contains(field) || type.GetEvent(field.Name, Declared) is not null)
                {
                    continue;
                }

                if (PropertyOf(field) is not { } property)
                {
                    others.Add(field);
                }
                else if (!IsLeftOut(property) && !keptMembers.Contains(property))
                {
                    return $"'{property.Name}' would be lost: give it [JsonInclude] to store it, or [JsonIgnore] to leave it out";
                }
            }
        }

        // Properties that are written by hand keep their values in fields.
        var written = keptMembers.Count(member => member is PropertyInfo property && ExactMembers.BackingField(property) is null);
        return others.Count > written
            ? $"the field '{others[^1].Name}' would be lost: give it [JsonInclude] to store it, or [JsonIgnore] to leave it out"
            : null;
    }

    private static PropertyInfo? PropertyOf(FieldInfo field)
        => field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name is ['<', .. var rest] && rest.IndexOf(">k__BackingField", StringComparison.Ordinal) is > 0 and var end
            ? field.DeclaringType!.GetProperty(rest[..end], Declared)
            : null;

    private static bool IsLeftOut(MemberInfo member)
        => member.IsDefined(typeof(JsonIgnoreAttribute)) || member.IsDefined(typeof(IgnoreMemberAttribute)) || member.IsDefined(typeof(IgnoreDataMemberAttribute))
            || member.IsDefined(typeof(NonSerializedAttribute));

    // A member is the same one seen from a derived type.
    private sealed class SameMember : IEqualityComparer<MemberInfo>
    {
        public static readonly SameMember Instance = new();

        public bool Equals(MemberInfo? x, MemberInfo? y) => x!.Name == y!.Name && x.DeclaringType == y.DeclaringType;

        public int GetHashCode(MemberInfo member) => HashCode.Combine(member.Name, member.DeclaringType);
    }
}
