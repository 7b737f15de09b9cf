using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace CacheLayer.Entries.Serialization;

/// <summary>Describes a type as JSON writes it, and finds out what of it would not be read back as it was.</summary>
internal sealed class JsonShape(JsonSerializerOptions options)
{
    private readonly StringBuilder _text = new();
    private readonly List<Type> _seen = [];
    private readonly MemberNullability _nullability = new();

    /// <summary>Why the type cannot be stored, naming the member and what to do; null when it can.</summary>
    public string? Refusal { get; private set; }

    public string Describe(Type type)
    {
        Append(type, type.ToString());
        return _text.ToString();
    }

    private void Append(Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Refusal is not null)
        {
            return;
        }

        if (_seen.IndexOf(type) is >= 0 and var known)
        {
            _text.Append('#').Append(known);
            return;
        }

        JsonTypeInfo info;
        try
        {
            info = options.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            Refuse(path, e.Message);
            return;
        }

        _seen.Add(type);
        if (info.PolymorphismOptions is { } polymorphism)
        {
            AppendDerived(polymorphism, path);
            if (type.IsAbstract)
            {
                return;
            }
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                AppendMembers(info, path);
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                AppendItems(info, path);
                break;
            default:
                _text.Append(TypeText.Leaf(type));
                if (IsUnknown(info))
                {
                    Refuse(path, $"a {type} is read back as something else");
                }

                break;
        }
    }

    private void AppendDerived(JsonPolymorphismOptions polymorphism, string path)
    {
        foreach (var derived in polymorphism.DerivedTypes)
        {
            _text.Append('|').Append(derived.TypeDiscriminator).Append('=');
            if (derived.TypeDiscriminator is null)
            {
                Refuse(path, $"{derived.DerivedType} is declared as derived without a discriminator");
            }

            Append(derived.DerivedType, path);
        }
    }

    private void AppendItems(JsonTypeInfo info, string path)
    {
        if (JsonProbe.WhyUnreadable(info, options) is { } reason)
        {
            Refuse(path, reason);
            return;
        }

        _text.Append(TypeText.IsOfFramework(info.Type) && info.Type.IsGenericType ? info.Type.GetGenericTypeDefinition().FullName : info.Kind).Append('<');
        if (info.KeyType is { } key)
        {
            Append(key, $"{path} (key)");
            _text.Append(',');
        }

        if (info.ElementType is { } element)
        {
            Append(element, $"{path} (item)");
        }

        _text.Append('>');
    }

    private void AppendMembers(JsonTypeInfo info, string path)
    {
        if (info.Type is { IsAbstract: true })
        {
            Refuse(path, $"{info.Type} is abstract: use a concrete type, or [JsonDerivedType] or [Union]");
            return;
        }

        if ((JsonProbe.WhyUnreadable(info, options) ?? LostMembers.Find(info)) is { } reason)
        {
            Refuse(path, reason);
            return;
        }

        _text.Append('{');
        foreach (var property in info.Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (property.Get is null || (property.Set is null && property.AssociatedParameter is null))
            {
                continue;
            }

            var member = property.AttributeProvider as System.Reflection.MemberInfo;
            _text.Append(property.Name).Append('=').Append(member?.Name).Append(property.IsRequired ? "!" : "").Append(member is null ? "" : _nullability.Of(member)).Append(':');
            if (property.CustomConverter is { } converter)
            {
                _text.Append(TypeText.Name(converter.GetType()));
            }
            else
            {
                Append(property.PropertyType, $"{path}.{member?.Name ?? property.Name}");
            }

            _text.Append(';');
        }

        _text.Append('}');
    }

    // What has no kind has a converter: one for anything, and those that refuse a type when they are called, are as good as none.
    private static bool IsUnknown(JsonTypeInfo info)
        => info.Type == typeof(object)
            || info.Type is { IsInterface: true } or { IsAbstract: true } && !typeof(JsonNode).IsAssignableFrom(info.Type) && info.Converter.GetType().Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true
            || info.Converter.GetType().Name.StartsWith("UnsupportedTypeConverter", StringComparison.Ordinal);

    private void Refuse(string path, string reason) => Refusal ??= $"{path}: {reason.TrimEnd('.')}.";
}
