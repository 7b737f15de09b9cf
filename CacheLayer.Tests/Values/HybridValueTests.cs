using CacheLayer.Tests.Hybrid;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using static CacheLayer.Tests.Values.Samples;

namespace CacheLayer.Tests.Values;

/// <summary>Whatever the type, a caller of the hybrid cache gets what was created, and nothing else.</summary>
[Trait("Tier", "redis")]
public sealed class HybridValueTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>, IAsyncLifetime
{
    private readonly string _prefix = $"hv{Guid.NewGuid():N}";
    private HybridProcess _one = null!;
    private HybridProcess _two = null!;

    public async Task InitializeAsync()
    {
        _one = await StartAsync();
        _two = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task What_can_be_stored_is_read_as_it_was_created()
    {
        await SameAsync(new Contract { Name = "one", Number = 2, Book = new("one", 1) }, (a, b) => (a.Name, a.Number, a.Book) == (b.Name, b.Number, b.Book));
        await SameAsync(Guarded.Of("one"), (a, b) => a.Name == b.Name);
        await SameAsync(new HashSet<TimeSpan> { TimeSpan.FromDays(1) }, (a, b) => a.SetEquals(b));
        await SameAsync(new Dictionary<(int, int), string> { [(1, 2)] = "a" }, (_, b) => b[(1, 2)] is "a");
        await SameAsync(new Packed { Name = "one", Book = new("one", 1) }, (a, b) => a.Book == b.Book);
        await SameAsync(new DateTime(2026, 3, 29, 10, 0, 0, DateTimeKind.Unspecified), (a, b) => a == b && a.Kind == b.Kind);
        await SameAsync(new DateTime(2026, 3, 29, 10, 0, 0, DateTimeKind.Local), (a, b) => a == b && a.Kind == b.Kind);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_created_once_by_each_caller_and_said_once()
    {
        var node = new Node();
        node.Next = node;

        await UnstoredAsync<IShape>(() => new Circle { Name = "one" });
        await UnstoredAsync<Holder>(() => new() { Content = 1 });
        await UnstoredAsync<Book>(() => new SignedBook("one", 1, "two"));
        await UnstoredAsync(() => node);
    }

    [Fact]
    public async Task Callers_at_one_time_share_what_is_created_of_a_type_that_cannot_be_stored()
    {
        var factory = new Factory<IShape>(() => new Circle { Name = "one" });
        var gate = factory.Hold();
        var readers = Enumerable.Range(0, 3).Select(_ => _one.Cache.GetOrCreateAsync("a", factory.CreateAsync).AsTask()).ToList();
        await factory.CalledAsync();
        gate.SetResult();

        var values = await Task.WhenAll(readers);
        Assert.All(values, value => Assert.Same(values[0], value));
        Assert.Equal(1, factory.Calls);
    }

    [Fact]
    public async Task A_set_of_what_cannot_be_stored_removes_what_it_would_have_replaced()
    {
        await _one.Cache.SetAsync("a", new Book("old", 1));
        await _one.Cache.SetAsync<Book>("a", new SignedBook("new", 1, "two"));

        Assert.Equal("created", (await _two.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(new Book("created", 1)))).Title);
    }

    [Fact]
    public async Task Builds_whose_types_differ_create_a_key_once_each_and_a_removal_removes_both()
    {
        var (numbers, texts) = (0, 0);
        await Eventually.AsyncThat("both are stored", async () =>
        {
            var before = (numbers, texts);
            await ReadBothAsync();
            return before == (numbers, texts);
        });
        Assert.Equal((1, 1), (numbers, texts));

        await _one.Cache.RemoveAsync("a");
        await ReadBothAsync();
        Assert.Equal((2, 2), (numbers, texts));

        async Task ReadBothAsync()
        {
            var number = await _one.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult(++numbers));
            var text = await _two.Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult($"{++texts}"));
            Assert.Equal((numbers, $"{texts}"), (number, text));
        }
    }

    private async Task UnstoredAsync<T>(Func<T> create)
    {
        await using var process = await StartAsync();
        var key = Guid.NewGuid().ToString();
        var factory = new Factory<T>(create);
        Assert.Equal(create()!.GetType(), (await process.Cache.GetOrCreateAsync(key, factory.CreateAsync))!.GetType());
        Assert.Equal(1, factory.Calls);
        await process.Cache.GetOrCreateAsync(key, factory.CreateAsync);
        Assert.Equal(2, factory.Calls);
        Assert.Single(process.Services.GetRequiredService<FakeLogCollector>().GetSnapshot(), line => line.Level >= LogLevel.Warning);
    }

    private async Task SameAsync<T>(T value, Func<T, T, bool> same)
    {
        var key = Guid.NewGuid().ToString();
        Assert.True(same(value, await _one.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(value))), $"{typeof(T)} on a miss");
        await Eventually.AsyncThat("it is stored", async () => same(value, await _two.Cache.GetOrCreateAsync<T>(key, _ => throw new InvalidOperationException("not stored"))));
    }

    private Task<HybridProcess> StartAsync() => HybridProcess.StartAsync(builder =>
    {
        builder.Logging.AddFakeLogging();
        builder.Configuration.AddInMemoryCollection(
        [
            .. CacheProcess.Patient.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
            KeyValuePair.Create("ConnectionStrings:cache", (string?)fixture.Redis.ConnectionString),
        ]);
        builder.AddCacheLayer("cache").AddHybridCache(settings => settings.KeyPrefix = _prefix);
    });
}
