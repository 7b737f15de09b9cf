using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>The members that MessagePack writes of a type that is made for it.</summary>
internal static class MessagePackMembers
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whether a type says by attributes how MessagePack is to write it.</summary>
    public static bool IsMade(Type type)
        => !type.IsDefined(typeof(MessagePackFormatterAttribute), inherit: true)
            && (type.IsDefined(typeof(MessagePackObjectAttribute), inherit: true) || type.IsDefined(typeof(DataContractAttribute), inherit: true));

    /// <summary>The members by their keys; null when MessagePack would leave one out, or not set it again.</summary>
    public static IReadOnlyList<PackedMember>? Of(Type type)
    {
        var made = type.GetCustomAttribute<MessagePackObjectAttribute>(inherit: true);
        var members = new List<PackedMember>();
        foreach (var member in type.GetMembers(Instance))
        {
            if (TypeOf(member) is not { } valueType || IsIgnored(member))
            {
                continue;
            }

            var key = made is null ? ContractKey(member) : member.GetCustomAttribute<KeyAttribute>() is { } given ? given.IntKey?.ToString() ?? given.StringKey : made.KeyAsPropertyName ? member.Name : null;
            if (!IsReadable(member))
            {
                if (member.IsDefined(typeof(KeyAttribute)) || member.IsDefined(typeof(DataMemberAttribute)))
                {
                    return null;
                }
            }
            else if (key is null || members.Exists(other => other.Key == key || other.Member.Name == member.Name))
            {
                return null;
            }
            else
            {
                members.Add(new(key, member, valueType, IsSettable(member)));
            }
        }

        return Constructed(type, members);
    }

    // By name where the keys are texts, by position where they are numbers: then names must agree, or values would be exchanged.
    private static List<PackedMember>? Constructed(Type type, List<PackedMember> members)
    {
        var constructors = type.GetConstructors();
        var parameters = (Array.Find(constructors, c => c.IsDefined(typeof(SerializationConstructorAttribute))) is { } chosen ? [chosen] : constructors)
            .Select(constructor => constructor.GetParameters())
            .OrderByDescending(parameters => parameters.Length)
            .FirstOrDefault(parameters => parameters.All(parameter => MemberOf(parameter, members) is not null)) ?? [];
        if (Array.Exists(parameters, parameter => !IsNamed(MemberOf(parameter, members)!, parameter)))
        {
            return null;
        }

        var lost = members.FindAll(member => !member.IsSettable && !Array.Exists(parameters, parameter => IsNamed(member, parameter)));
        return lost.Exists(member => member.HoldsState) ? null : [.. members.Except(lost)];
    }

    private static PackedMember? MemberOf(ParameterInfo parameter, List<PackedMember> members)
        => members.Find(member => member.Type == parameter.ParameterType
            && (member.Key == parameter.Position.ToString() || string.Equals(member.Key, parameter.Name, StringComparison.OrdinalIgnoreCase)));

    private static bool IsNamed(PackedMember member, ParameterInfo parameter) => string.Equals(member.Member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);

    private static string? ContractKey(MemberInfo member)
        => member.GetCustomAttribute<DataMemberAttribute>() is { Order: >= 0 and var order } ? order.ToString() : null;

    private static Type? TypeOf(MemberInfo member) => member switch
    {
        PropertyInfo property when property.GetIndexParameters().Length is 0 => property.PropertyType,
        FieldInfo field when !field.IsDefined(typeof(CompilerGeneratedAttribute)) => field.FieldType,
        _ => null,
    };

    private static bool IsIgnored(MemberInfo member) => member.IsDefined(typeof(IgnoreMemberAttribute)) || member.IsDefined(typeof(IgnoreDataMemberAttribute));

    private static bool IsReadable(MemberInfo member) => member is FieldInfo { IsPublic: true } or PropertyInfo { GetMethod.IsPublic: true };

    private static bool IsSettable(MemberInfo member) => member is FieldInfo { IsInitOnly: false } or PropertyInfo { SetMethod.IsPublic: true };
}
