using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>Makes JSON keep all that an object has: what only its type sets is set, too, and what is more than its declared type is refused.</summary>
internal static class ExactMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static void Apply(JsonTypeInfo info)
    {
        if (info.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var property = info.Properties[i];
            if (property.AttributeProvider is not MemberInfo member)
            {
                continue;
            }

            if (member.IsDefined(typeof(IgnoreMemberAttribute)))
            {
                info.Properties.RemoveAt(i);
            }
            else if (property.Set is null && property.Get is not null && property.AssociatedParameter is null)
            {
                property.Set = SetterOf(member);
            }
        }

        if (info.Type is { IsClass: true, IsSealed: false } && info.PolymorphismOptions is null)
        {
            var before = info.OnSerializing;
            info.OnSerializing = value =>
            {
                ThrowIfDerived(value, info.Type);
                before?.Invoke(value);
            };
        }
    }

    /// <summary>The field that the compiler made for a property, or null.</summary>
    public static FieldInfo? BackingField(PropertyInfo property) => property.DeclaringType?.GetField($"<{property.Name}>k__BackingField", Declared);

    /// <exception cref="MessagePackSerializationException">It is: what the derived type adds would be lost.</exception>
    public static void ThrowIfDerived(object value, Type type)
    {
        if (value.GetType() != type)
        {
            throw new MessagePackSerializationException(
                $"The value is a {value.GetType()}, but it would be read back as a {type}, and what the derived type adds would be lost: use the derived type in the keyspace, or declare it with [Union] or [JsonDerivedType].");
        }
    }

    private static Action<object, object?>? SetterOf(MemberInfo member) => member switch
    {
        FieldInfo field => field.SetValue,
        PropertyInfo property when property.DeclaringType!.GetProperty(property.Name, Declared, null, property.PropertyType, Type.EmptyTypes, null) is { SetMethod: { } } settable => settable.SetValue,
        PropertyInfo property => BackingField(property) is { } field ? field.SetValue : null,
        _ => null,
    };
}
