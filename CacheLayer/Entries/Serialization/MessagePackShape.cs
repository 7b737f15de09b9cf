using System.Collections;
using System.Reflection;
using System.Text;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>Describes a type as MessagePack writes it, if it writes all of it and sets all of it again.</summary>
internal sealed class MessagePackShape
{
    private readonly StringBuilder _text = new();
    private readonly List<Type> _seen = [];
    private readonly MemberNullability _nullability = new();

    public string Description => _text.ToString();

    /// <summary>Whether the type is made for MessagePack, with all that it holds.</summary>
    public bool TryDescribe(Type type)
    {
        if (type == typeof(object) || !HasFormatter(type))
        {
            return false;
        }

        if (_seen.IndexOf(type) is >= 0 and var known)
        {
            _text.Append('#').Append(known);
            return true;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            _text.Append('?');
            return TryDescribe(underlying);
        }

        if (type.IsDefined(typeof(MessagePackFormatterAttribute)))
        {
            _text.Append(TypeText.Name(type));
            return true;
        }

        if (type.IsInterface || type.IsAbstract || MessagePackMembers.IsMade(type))
        {
            UnionAttribute[] unions = [.. type.GetCustomAttributes<UnionAttribute>(inherit: false)];
            if (unions.Length > 0 || MessagePackMembers.IsMade(type))
            {
                _seen.Add(type);
                return unions.Length > 0 ? TryDescribe(unions) : TryDescribeMembers(type);
            }
        }

        return TryDescribeUnmade(type);
    }

    private static bool HasFormatter(Type type)
    {
        try
        {
            return EntryCodec.Options.Resolver.GetFormatterDynamic(type) is not null;
        }
        catch (Exception e) when (e is TypeInitializationException or TargetInvocationException or MessagePackSerializationException)
        {
            return false;
        }
    }

    private bool TryDescribe(UnionAttribute[] unions)
    {
        foreach (var union in unions.OrderBy(union => union.Key))
        {
            _text.Append('|').Append(union.Key).Append('=');
            if (!TryDescribe(union.SubType))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryDescribeMembers(Type type)
    {
        if (MessagePackMembers.Of(type) is not { } members)
        {
            return false;
        }

        _text.Append('{');
        foreach (var member in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            _text.Append(member.Key).Append('=').Append(member.Member.Name).Append(_nullability.Of(member.Member)).Append(':');
            if (!TryDescribe(member.Type))
            {
                return false;
            }

            _text.Append(';');
        }

        _text.Append('}');
        return true;
    }

    // A list has a formatter whatever it is a list of; a collection of the application's may have more than its items.
    private bool TryDescribeUnmade(Type type)
    {
        if (type.IsEnum || (!type.IsGenericType && !type.IsArray))
        {
            _text.Append(TypeText.Leaf(type));
            return type.IsEnum || type == typeof(string) || type == typeof(BitArray) || !typeof(IEnumerable).IsAssignableFrom(type);
        }

        if (!type.IsArray && (!TypeText.IsOfFramework(type) || (TypeText.KeyOf(type) is { } key && !EntrySecurity.HasComparer(key))))
        {
            return false;
        }

        _text.Append(type.IsArray ? $"[{type.GetArrayRank()}]" : type.GetGenericTypeDefinition().FullName).Append('<');
        foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
        {
            if (!TryDescribe(part))
            {
                return false;
            }

            _text.Append(',');
        }

        _text.Append('>');
        return true;
    }
}
