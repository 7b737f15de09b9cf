using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheLayer.Entries.Serialization;

/// <summary>Tells whether a member must have a value: an entry without one is no whole value of a type that demands it.</summary>
internal sealed class MemberNullability
{
    private readonly NullabilityInfoContext _context = new();

    /// <summary><c>!</c> for a member that is required, <c>?</c> for one that may be null; then the same of the arguments of its type.</summary>
    public string Of(MemberInfo member)
    {
        var info = member switch
        {
            PropertyInfo property => _context.Create(property),
            FieldInfo field => _context.Create(field),
            _ => null,
        };
        return (member.IsDefined(typeof(RequiredMemberAttribute)) ? "!" : "") + (info is null ? "" : Of(info));
    }

    private static string Of(NullabilityInfo info)
        => (info.ReadState is NullabilityState.Nullable ? "?" : ".") + (info.ElementType is { } element ? Of(element) : "") + string.Concat(info.GenericTypeArguments.Select(Of));
}
