using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Logging;
using static CacheLayer.Tests.Values.Samples;

namespace CacheLayer.Tests.Values;

/// <summary>What cannot be right is refused, with what to do about it; what goes wrong later is said.</summary>
[Trait("Tier", "redis")]
public sealed class KeyspaceRefusalTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly string _prefix = $"x{Guid.NewGuid():N}";

    [Fact]
    public void A_type_that_cannot_be_read_back_as_it_was_is_refused_with_the_member()
    {
        Refused<IShape>("IShape");
        Refused<List<IShape>>("IShape");
        Refused<object>("System.Object");
        Refused<Dictionary<string, object>>("System.Object");
        Refused<Holder>("Holder.Content");
        Refused<Hidden>("'_count'");
        Refused<Stack<Book>>("reverse");
        Refused<Dictionary<(int, int), Book>>("keys");
        Refused<Action>("Action");
        Refused<CancellationToken>("CancellationToken");

        void Refused<T>(string what)
            => Assert.Contains(what, Assert.Throws<ArgumentException>(() => Keyspace.Create<T>("thing", _prefix)).Message);
    }

    [Theory]
    [InlineData("thing", "hc", "'hybrid'")]
    [InlineData("thing", "dc", "'distributed'")]
    [InlineData("hybrid", "h", "'hc'")]
    [InlineData("distributed", "d", "'dc'")]
    public void The_librarys_own_keyspaces_are_refused(string name, string prefix, string other)
    {
        var error = Assert.Throws<ArgumentException>(() => Keyspace.Create<string>(name, prefix));

        Assert.Contains($"'{name}'", error.Message);
        Assert.Contains(other, error.Message);
    }

    [Fact]
    public async Task Two_keyspaces_with_one_prefix_or_one_name_are_refused_with_both_names()
    {
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);
        var first = Keyspace.Create<string>("dup", _prefix);
        await cache.Client.SetAsync(first, "a", "kept");

        var samePrefix = await RefusedAsync(Keyspace.Create<int>("dup2", _prefix));
        var sameName = await RefusedAsync(Keyspace.Create<int>("dup", $"{_prefix}2"));
        await RefusedAsync(Keyspace.Create<int>("dup", _prefix));

        Assert.Contains("'dup'", samePrefix.Message);
        Assert.Contains("'dup2'", samePrefix.Message);
        Assert.Contains(_prefix, sameName.Message);
        Assert.True((await cache.Client.GetAsync(first, "a")).IsHit);
        Assert.True((await cache.Client.GetAsync(first.Raw, "a")).IsHit);
        Assert.True((await cache.Client.GetAsync(Keyspace.Create<string>("dup", _prefix), "a")).IsHit);

        async Task<InvalidOperationException> RefusedAsync(Keyspace<int> keyspace)
            => await Assert.ThrowsAsync<InvalidOperationException>(() => cache.Client.GetAsync(keyspace, "a").AsTask());
    }

    [Fact]
    public async Task Values_over_the_limit_are_said_once_an_hour_with_their_size_and_the_setting()
    {
        var clock = new WallClock();
        await using var cache = await CacheProcess.StartAsync(
            fixture.Redis.ConnectionString, clock, ("CacheLayer:Keyspaces:one:MaxEntryBytes", "64"), ("CacheLayer:Keyspaces:two:MaxEntryBytes", "64"));
        var one = Keyspace.Create<string>("one", $"{_prefix}1");
        var two = Keyspace.Create<string>("two", $"{_prefix}2");
        for (var i = 0; i < 3; i++)
        {
            await cache.Client.SetAsync(one, "a", new string('x', 5000));
            await cache.Client.SetAsync(two, "a", new string('x', 5000));
        }

        Assert.Equal((1, 1), (Said("one"), Said("two")));
        clock.Advance(TimeSpan.FromHours(1));
        await cache.Client.SetAsync(one, "a", new string('x', 5000));
        Assert.Equal((2, 1), (Said("one"), Said("two")));

        int Said(string keyspace) => cache.Logs.GetSnapshot().Count(line => line.Level is LogLevel.Warning
            && line.Message.Contains($"CacheLayer:Keyspaces:{keyspace}:MaxEntryBytes is 64", StringComparison.Ordinal)
            && line.Message.Contains("50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_keyspace_that_keeps_failing_hides_no_other_and_each_says_once_how_it_stores()
    {
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
        var nodes = Keyspace.Create<Node>("nodes", $"{_prefix}n");
        var plain = Keyspace.Create<PlainNode>("plain", $"{_prefix}p");
        var node = new Node();
        node.Next = node;
        var plainNode = new PlainNode();
        plainNode.Next = plainNode;
        for (var i = 0; i < 3; i++)
        {
            // Of an entry of its own: it would share the fill of the one before while that lasts.
            await cache.Aside.GetOrFetchAsync(nodes, $"{i}", new Given<Node>(node));
            await cache.Aside.GetOrFetchAsync(plain, $"{i}", new Given<PlainNode>(plainNode));
        }

        await Eventually.That("both are counted", () => cache.Statistics(nodes).RefusedFills is 3 && cache.Statistics(plain).RefusedFills is 3);
        var lines = cache.Logs.GetSnapshot();
        Assert.Contains(lines, line => line.Level is LogLevel.Warning && line.Message.Contains("keyspace nodes", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Level is LogLevel.Warning && line.Message.Contains("keyspace plain", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Message.Contains("nodes stores", StringComparison.Ordinal) && line.Message.Contains("MessagePack", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Message.Contains("plain stores", StringComparison.Ordinal) && line.Message.Contains("JSON", StringComparison.Ordinal));
    }

    private sealed class Given<T>(T value) : Fetcher<T>
    {
        public override ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken) => new(new Fetched<T>(value));
    }
}
