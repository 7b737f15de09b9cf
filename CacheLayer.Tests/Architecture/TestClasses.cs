using System.Reflection;

namespace CacheLayer.Tests.Architecture;

/// <summary>The tests of this assembly, as the runner sees them.</summary>
internal static class TestClasses
{
    private const BindingFlags AnyMethod = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<Type> All { get; } = [.. typeof(TestClasses).Assembly.GetTypes().Where(type => !type.IsAbstract && TestsOf(type).Any())];

    /// <summary>What <c>FullyQualifiedName</c> is in a filter, of every test.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(type => TestsOf(type).Select(method => $"{type.FullName}.{method.Name}"))];

    private static IEnumerable<MethodInfo> TestsOf(Type type) => type.GetMethods(AnyMethod).Where(method => method.IsDefined(typeof(FactAttribute)));
}
