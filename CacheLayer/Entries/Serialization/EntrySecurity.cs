using System.Reflection;
using MessagePack;

namespace CacheLayer.Entries.Serialization;

/// <summary>MessagePack's guards against hostile data, with keys of sets and dictionaries that it knows no comparer for.</summary>
internal sealed class EntrySecurity : MessagePackSecurity
{
    public static readonly EntrySecurity Instance = new(UntrustedData);

    private static readonly MethodInfo Find = typeof(EntrySecurity).GetMethod(nameof(FindComparer), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private EntrySecurity(MessagePackSecurity copied)
        : base(copied)
    {
    }

    /// <summary>Whether values of the type can be keys when they are read.</summary>
    public static bool HasComparer(Type key) => (bool)Find.MakeGenericMethod(key).Invoke(Instance, [])!;

    protected override IEqualityComparer<T> GetHashCollisionResistantEqualityComparer<T>()
        => SeededComparer<T>.IsNeeded ? SeededComparer<T>.Instance : base.GetHashCollisionResistantEqualityComparer<T>();

    protected override MessagePackSecurity Clone() => new EntrySecurity(this);

    private bool FindComparer<T>()
    {
        try
        {
            return GetEqualityComparer<T>() is not null;
        }
        catch (TypeAccessException)
        {
            return false;
        }
    }
}
