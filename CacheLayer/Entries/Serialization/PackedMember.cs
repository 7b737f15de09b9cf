using System.Reflection;

namespace CacheLayer.Entries.Serialization;

/// <summary>A member as MessagePack writes it.</summary>
/// <param name="Key">Its key, a number or a text.</param>
/// <param name="Member">The member.</param>
/// <param name="Type">Of its value.</param>
/// <param name="IsSettable">Whether everybody may set it.</param>
internal sealed record PackedMember(string Key, MemberInfo Member, Type Type, bool IsSettable)
{
    /// <summary>Whether something is lost when it is not set: else it is made of other members.</summary>
    public bool HoldsState => Member is not PropertyInfo property || property.SetMethod is not null || ExactMembers.BackingField(property) is not null;
}
