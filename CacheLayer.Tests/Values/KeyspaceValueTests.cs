using System.Text.Json;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using MessagePack;
using static CacheLayer.Tests.Values.Samples;

namespace CacheLayer.Tests.Values;

/// <summary>What a hit answers is what was fetched, of whatever type it is.</summary>
[Trait("Tier", "redis")]
public sealed class KeyspaceValueTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private static readonly DateTime Ten = new(2026, 3, 29, 10, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public async Task Plain_and_internal_types_are_hit()
    {
        await SameAsync(new Book("one", 9.99m));
        await SameAsync(new Internal("one"));
        await SameAsync(new[] { new Book("one", 1), new Book("two", 2) }, (a, b) => a.SequenceEqual(b));
        await SameAsync(new { Name = "anonymous", Number = 1 });
        await SameAsync(Private.Create(), (a, b) => a.Name == b.Name);
    }

    [Fact]
    public async Task Members_that_only_the_type_itself_sets_are_hit_as_they_were()
        => await SameAsync(Guarded.Of("one"), (a, b) => a.Name == b.Name && a.Count == b.Count);

    [Fact]
    public async Task Keys_of_sets_and_dictionaries_may_be_of_any_type()
    {
        await SameAsync(new HashSet<TimeSpan> { TimeSpan.FromMinutes(1) }, (a, b) => a.SetEquals(b));
        await SameAsync(new Dictionary<decimal, int> { [1.50m] = 1 }, (a, b) => b[1.5m] is 1 && a.Count == b.Count);
        await SameAsync(new Dictionary<(int, string), int> { [(1, "a")] = 1 }, (a, b) => b[(1, "a")] is 1 && a.Count == b.Count);
        await SameAsync(
            new Keys { Spans = [TimeSpan.FromDays(1)], Prices = { [0.1m] = "a" }, Cells = { [(1, "b")] = 2 } },
            (_, b) => b.Spans.Contains(TimeSpan.FromDays(1)) && b.Prices[0.10m] is "a" && b.Cells[(1, "b")] is 2);
    }

    [Fact]
    public async Task Annotated_types_with_members_that_MessagePack_cannot_write_are_hit()
    {
        await SameAsync(new Packed { Name = "none" }, (a, b) => a.Name == b.Name && b.Book is null);
        await SameAsync(
            new Packed { Name = "all", Book = new("one", 1), Json = JsonElement.Parse("[1]") }, (a, b) => a.Book == b.Book && b.Json!.Value[0].GetInt32() is 1);
        await SameAsync(new Contract { Name = "one", Number = 2, Book = new("one", 1) }, (a, b) => (a.Name, a.Number, a.Book) == (b.Name, b.Number, b.Book));
        await SameAsync(new Swapped("one", "two"));
    }

    [Fact]
    public async Task A_time_is_the_same_on_a_miss_and_on_a_hit()
    {
        foreach (var kind in Enum.GetValues<DateTimeKind>())
        {
            var time = DateTime.SpecifyKind(Ten, kind);
            await SameAsync(time, Equal);
            await SameAsync<DateTime?>(time, (a, b) => Equal(a!.Value, b!.Value));
            await SameAsync(new List<DateTime> { time }, (a, b) => Equal(a[0], b[0]));
            await SameAsync(new Times { At = time, Maybe = time, All = [time] }, (a, b) => Equal(a.At, b.At) && Equal(a.Maybe!.Value, b.Maybe!.Value) && Equal(a.All[0], b.All[0]));
            await SameAsync(new { At = time }, (a, b) => Equal(a.At, b.At));
        }

        static bool Equal(DateTime a, DateTime b) => a == b && a.Kind == b.Kind;
    }

    [Fact]
    public async Task A_value_that_holds_itself_is_an_error_for_that_value_alone()
    {
        var node = new Node();
        node.Next = node;
        var plain = new PlainNode();
        plain.Next = plain;

        await RefusedAsync(node);
        await RefusedAsync(plain);
        await SameAsync(new Node { Next = new() }, (_, b) => b.Next is { Next: null });
        await SameAsync(new PlainNode { Next = new() }, (_, b) => b.Next is { Next: null });
    }

    [Fact]
    public async Task A_value_of_a_derived_type_is_an_error_for_that_value_alone()
    {
        await RefusedAsync<Book>(new SignedBook("one", 1, "two"));
        await RefusedAsync<Book[]>([new SignedBook("one", 1, "two")]);
        await SameAsync(new SignedBook("one", 1, "two"));
    }

    private static Keyspace<T> Create<T>() => Keyspace.Create<T>("thing", $"v{Guid.NewGuid():N}");

    private Task SameAsync<T>(T value) => SameAsync(value, (a, b) => a!.Equals(b));

    private async Task SameAsync<T>(T value, Func<T, T, bool> same)
    {
        await using var one = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
        await using var two = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
        var things = Create<T>();
        var fetcher = new Given<T>(value);
        var miss = await one.Aside.GetOrFetchAsync(things, "a", fetcher);
        Assert.True(same(value, miss.Value!), $"{typeof(T)} on a miss");
        CacheRead<T> hit = default;
        await Eventually.AsyncThat($"{typeof(T)} is hit", async () => (hit = await two.Aside.GetOrFetchAsync(things, "a", fetcher)).IsHit);
        Assert.True(same(value, hit.Value!), $"{typeof(T)} on a hit");
        Assert.True(fetcher.Calls <= 2);
    }

    private async Task RefusedAsync<T>(T value)
    {
        await using var one = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);
        var things = Create<T>();
        var read = await one.Aside.GetOrFetchAsync(things, "a", new Given<T>(value));

        Assert.True(ReferenceEquals(value, read.Value));
        await Eventually.That("it is counted", () => one.Statistics(things).RefusedFills is 1);
        Assert.False((await one.Client.GetAsync(things, "a")).IsHit);
        await Assert.ThrowsAsync<MessagePackSerializationException>(() => one.Client.SetAsync(things, "a", value).AsTask());
    }

    private sealed class Private
    {
        public string Name { get; init; } = "";

        public static Private Create() => new() { Name = "private" };
    }

    private sealed class Given<T>(T value) : Fetcher<T>
    {
        public int Calls { get; private set; }

        public override ValueTask<Fetched<T>> FetchAsync(string id, CancellationToken cancellationToken)
        {
            Calls++;
            return new(new Fetched<T>(value));
        }
    }
}
