namespace CacheLayer.Tests.Architecture;

/// <summary>Every class of tests is of one tier, which <c>./test.sh TIER</c> selects; the README says what each needs.</summary>
[Trait(Tier, "unit")]
public sealed class TierTests
{
    private const string Tier = "Tier";

    private static readonly string[] Tiers = ["unit", "redis", "faults", "application"];

    [Fact]
    public void Every_class_of_tests_has_one_tier() => Assert.All(TestClasses.All, type => Assert.Contains(Assert.Single(TiersOf(type)), Tiers));

    private static IEnumerable<string?> TiersOf(Type type) => Bases(type).Prepend(type).SelectMany(each => each.GetCustomAttributesData())
        .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments[0].Value is Tier)
        .Select(attribute => attribute.ConstructorArguments[1].Value as string);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            yield return parent;
        }
    }
}
