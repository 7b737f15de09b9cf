using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using MessagePack;

namespace CacheLayer.Tests.Aside;

/// <summary>Callers may do with their value what they like: what is stored is what was fetched.</summary>
[Trait("Tier", "redis")]
public sealed class StoredAsFetchedTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private const int Keys = 50;

    private readonly Keyspace<Priced> _priced = Keyspace.Create<Priced>("thing", $"s{Guid.NewGuid():N}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_changes_its_value_at_once_changes_nothing_that_is_stored(bool depends)
    {
        await using var cache = await StartAsync();
        var fetcher = new PricedFetcher { DependsOn = depends ? [new(_priced, "other")] : null };
        for (var i = 0; i < Keys; i++)
        {
            var read = await cache.Aside.GetOrFetchAsync(_priced, $"{i}", fetcher);
            read.Value!.Price = -1;
            Assert.True(read.IsBeingStored);
        }

        await AllAreStoredAsync(cache);
    }

    [Fact]
    public async Task A_fetcher_that_changes_its_list_changes_nothing_that_the_entry_depends_on()
    {
        await using var cache = await StartAsync();
        List<CacheDependency> dependsOn = [new(_priced, "other")];
        await cache.Aside.GetOrFetchAsync(_priced, "0", new PricedFetcher { Price = 7, DependsOn = dependsOn });
        dependsOn.Clear();
        await Eventually.AsyncThat("it is stored", async () => (await cache.Client.GetAsync(_priced, "0")).IsHit);
        await cache.InvalidateAsync(_priced, "other");

        Assert.False((await cache.Client.GetAsync(_priced, "0")).IsHit);
    }

    [Fact]
    public async Task A_caller_that_joined_the_fetch_of_a_batch_changes_no_other_key_that_shares_a_part()
    {
        await using var cache = await StartAsync();
        var fetcher = new PricedFetcher { Gate = new(TaskCreationOptions.RunContinuationsAsynchronously), Shared = new() { Price = 7 }, DependsOn = [new(_priced, "other")] };
        var ids = Enumerable.Range(0, Keys).Select(i => $"{i}").ToArray();
        var batch = cache.Aside.GetManyOrFetchAsync(_priced, ids, fetcher).AsTask();
        await fetcher.Called.Task;
        var joined = cache.Aside.GetOrFetchAsync(_priced, "0", fetcher).AsTask();
        fetcher.Gate.SetResult();
        (await joined).Value!.Price = -1;
        await batch;

        await AllAreStoredAsync(cache);
    }

    [Fact]
    public async Task What_a_refresh_fetched_is_stored_as_it_was()
    {
        var clock = new WallClock();
        await using var cache = await StartAsync(clock, ("EagerRefreshAt", "0.5"), ("Jitter", "0"));
        var fetcher = new PricedFetcher { Price = 1 };
        await cache.Aside.GetOrFetchAsync(_priced, "0", fetcher);
        await Eventually.AsyncThat("it is stored", async () => (await cache.Client.GetAsync(_priced, "0")).IsHit);
        clock.Advance(TimeSpan.FromMinutes(3));
        fetcher.Price = 7;
        await cache.Aside.GetOrFetchAsync(_priced, "0", fetcher);

        await Eventually.AsyncThat("it is refreshed", async () => (await cache.Client.GetAsync(_priced, "0")).Value is { Price: 7 });
    }

    [Fact]
    public async Task What_cannot_be_serialised_or_is_too_large_is_answered_and_says_that_it_is_not_stored()
    {
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, [.. CacheProcess.Patient, ("CacheLayer:Keyspaces:large:MaxEntryBytes", "64")]);
        var large = Keyspace.Create<string>("large", $"{_priced.Prefix}l");
        var origin = new Origin { Answer = _ => new(new string('x', 100)) };

        var failed = await cache.Aside.GetOrFetchAsync(_priced, "a", new PricedFetcher { Price = PricedFormatter.Refused });
        var many = await cache.Aside.GetManyOrFetchAsync(_priced, ["b", "c"], new PricedFetcher { Price = PricedFormatter.Refused });
        var tooLarge = await cache.Aside.GetOrFetchAsync(large, "d", origin);

        Assert.Equal((PricedFormatter.Refused, CacheOutcome.Miss, false), (failed.Value!.Price, failed.Outcome, failed.IsBeingStored));
        Assert.All(many, read => Assert.False(read.IsBeingStored));
        Assert.Equal((100, CacheOutcome.Miss, false), (tooLarge.Value!.Length, tooLarge.Outcome, tooLarge.IsBeingStored));
        await Eventually.That("they are counted", () => cache.Statistics(_priced).RefusedFills is 3 && cache.Statistics(large).TooLarge is 1);
        await Eventually.AsyncThat("no lease is left", async () => (await fixture.Redis.KeysAsync($"*{_priced.Prefix}*")).Length is 0);
    }

    private Task<CacheProcess> StartAsync(TimeProvider? time = null, params (string Name, string Value)[] settings)
        => CacheProcess.StartAsync(fixture.Redis.ConnectionString, time, [.. CacheProcess.Patient, .. settings.Select(s => ($"CacheLayer:Keyspaces:thing:{s.Name}", s.Value))]);

    private Task AllAreStoredAsync(CacheProcess cache) => Eventually.AsyncThat("all are stored as they were fetched", async () =>
    {
        var reads = await cache.Client.GetManyAsync(_priced, [.. Enumerable.Range(0, Keys).Select(i => $"{i}")]);
        Assert.All(reads, read => Assert.False(read.IsHit && read.Value!.Price is not 7));
        return reads.All(read => read.IsHit);
    });

    [MessagePackFormatter(typeof(PricedFormatter))]
    public sealed class Priced
    {
        public int Price { get; set; }
    }

    public sealed class PricedFormatter : MessagePack.Formatters.IMessagePackFormatter<Priced?>
    {
        public const int Refused = 13;

        public void Serialize(ref MessagePackWriter writer, Priced? value, MessagePackSerializerOptions options)
        {
            if (value!.Price is Refused)
            {
                throw new InvalidOperationException("It is not to be written.");
            }

            writer.Write(value.Price);
        }

        public Priced? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => new() { Price = reader.ReadInt32() };
    }

    private sealed class PricedFetcher : Fetcher<Priced>
    {
        public int Price { get; set; } = 7;

        public Priced? Shared { get; init; }

        public TaskCompletionSource Gate { get; init; } = Opened();

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<CacheDependency>? DependsOn { get; init; }

        public override bool FetchesMany => true;

        public override ValueTask<Fetched<Priced>> FetchAsync(string id, CancellationToken cancellationToken) => new(Answer());

        public override async ValueTask<IReadOnlyDictionary<string, Fetched<Priced>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            Called.TrySetResult();
            await Gate.Task;
            return ids.ToDictionary(id => id, _ => Answer());
        }

        private static TaskCompletionSource Opened()
        {
            var gate = new TaskCompletionSource();
            gate.SetResult();
            return gate;
        }

        private Fetched<Priced> Answer() => new(Shared ?? new() { Price = Price }, DependsOn: DependsOn);
    }
}
