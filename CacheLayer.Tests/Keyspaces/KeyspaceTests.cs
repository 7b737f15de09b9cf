using CacheLayer.Keyspaces;

namespace CacheLayer.Tests.Keyspaces;

[Trait("Tier", "unit")]
public sealed class KeyspaceTests
{
    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");

    [Theory]
    [InlineData("Thing", "t")]
    [InlineData("", "t")]
    [InlineData("thing", " ")]
    public void A_name_or_a_prefix_that_cannot_be_is_refused(string name, string prefix)
        => Assert.Throws<ArgumentException>(() => Keyspace.Create<string>(name, prefix));

    [Fact]
    public void The_raw_view_is_one_with_the_same_name_and_keys()
        => Assert.Equal((Things.Name, Things.Prefix, true), (Things.Raw.Name, Things.Raw.Prefix, ReferenceEquals(Things.Raw, Things.Raw)));

    [Fact]
    public void The_last_removal_stays_the_last()
    {
        var keyspace = new Keyspace<string>("thing", "t") { RemovedAt = 2 };
        keyspace.RemovedAt = 1;
        Assert.Equal(2, keyspace.RemovedAt);
        keyspace.RemovedAt = 3;
        Assert.Equal(3, keyspace.RemovedAt);
    }

    [Fact]
    public void Jitter_shortens_a_life_at_random_and_never_lengthens_it()
    {
        var options = new KeyspaceOptions { Ttl = TimeSpan.FromSeconds(100), Jitter = 0.5 };

        var lives = Enumerable.Range(0, 1000).Select(_ => EntryLife.OfValue(options).LogicalTtl.TotalSeconds).ToList();

        Assert.All(lives, life => Assert.InRange(life, 50, 100));
        Assert.True(lives.Max() - lives.Min() > 25);
        Assert.Equal(options.Ttl, EntryLife.OfValue(options with { Jitter = 0 }).LogicalTtl);
    }

    [Fact]
    public void Fail_safe_keeps_values_longer_and_negative_entries_no_longer()
    {
        var options = new KeyspaceOptions
        {
            Ttl = TimeSpan.FromSeconds(10),
            Jitter = 0,
            NegativeTtl = TimeSpan.FromSeconds(2),
            FailSafeMaxStale = TimeSpan.FromMinutes(1),
        };

        Assert.Equal(new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(70)), EntryLife.OfValue(options));
        Assert.Equal(new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)), EntryLife.OfNegative(options));
    }
}
