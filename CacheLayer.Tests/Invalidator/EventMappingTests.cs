using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Invalidator;

/// <summary>Types of events that only configuration knows.</summary>
[Trait("Tier", "redis")]
public sealed class EventMappingTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private static readonly string[] Stock =
    [
        "Invalidator:Events:stock_changed:Keyspace=stock",
        "Invalidator:Events:stock_changed:Prefix=s",
        "Invalidator:Events:stock_changed:KeyField=sku",
    ];

    private RedisNode Cache => cache.Redis.Nodes[0];

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"event_type":"stock_changed","sku":"A-1","version":7}""", "s:A-1")]
    [InlineData("""{"event_type":"stock_changed","sku":4711}""", "s:4711")]
    [InlineData("""{"event_type":"title_corrected","book":"B000000001"}""", "p:B000000001")]
    [InlineData("""{"event_type":"front_page_changed"}""", "m:front")]
    [InlineData("""{"event_type":"front_page_changed","part":"top"}""", "m:top")]
    [InlineData("""{"event_type":"product_updated","asin":"B000000002"}""", "p:B000000002")]
    public async Task An_event_removes_what_its_type_is_mapped_to(string json, string key)
    {
        await Cache.ExecuteAsync("SET", key, "value");
        await Cache.ExecuteAsync("SET", "p:other", "value");
        await using var invalidator = await StartAsync(
        [
            .. Stock,
            "Invalidator:Events:title_corrected:Keyspace=product", "Invalidator:Events:title_corrected:KeyField=book",
            "Invalidator:Events:front_page_changed:Keyspace=promo", "Invalidator:Events:front_page_changed:KeyField=part", "Invalidator:Events:front_page_changed:Default=front",
        ]);
        await events.AppendAsync(json);
        await Eventually.AsyncThat($"{key} is gone", async () => await Cache.GetAsync(key) is null);
        Assert.Equal("value", await Cache.GetAsync("p:other"));
    }

    [Theory]
    [InlineData("""{"event_type":"stock_changed"}""", "has no sku")]
    [InlineData("""{"event_type":"stock_changed","sku":{}}""", "sku that is not a string")]
    [InlineData("""{"event_type":"stock_changed","sku":""}""", "sku that is not 1 to 512 bytes")]
    [InlineData("""{"event_type":"stock_changed","sku":"a\u0000b"}""", "sku that is not 1 to 512 bytes")]
    [InlineData("""{"event_type":"stock_changed","sku":1.5}""", "sku that is not a string")]
    [InlineData("""{"event_type":"Stock_Changed","sku":"A-1"}""", "unknown event_type")]
    public async Task An_event_that_does_not_say_which_entry_is_a_dead_letter(string json, string reason)
    {
        await using var invalidator = await StartAsync(Stock);
        await events.AppendAsync(json);
        await Eventually.AsyncThat("it is put aside", async () => (await invalidator.DeadLettersAsync()).GetProperty("count").GetInt32() == 1);
        Assert.Contains(reason, (await invalidator.DeadLettersAsync()).GetProperty("newest")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invalidator:Events:x:KeyField=id", "Invalidator:Events:x:Keyspace is missing")]
    [InlineData("Invalidator:Events:x:Keyspace=product", "Invalidator:Events:x:KeyField is missing")]
    [InlineData("Invalidator:Events:x:Keyspace=stock Invalidator:Events:x:KeyField=id", "give the Prefix")]
    [InlineData("Invalidator:Events:x:Keyspace=Stock Invalidator:Events:x:Prefix=s Invalidator:Events:x:KeyField=id", "Invalidator:Events:x: The name of keyspace")]
    [InlineData("Invalidator:Events:x:Keyspace=stock Invalidator:Events:x:Prefix={s} Invalidator:Events:x:KeyField=id", "Invalidator:Events:x: The prefix of keyspace")]
    [InlineData("Invalidator:Events:x:Keyspace=stock Invalidator:Events:x:Prefix=p Invalidator:Events:x:KeyField=id", "Prefix is that of the keyspace product")]
    [InlineData("Invalidator:Events:x:Keyspace=product Invalidator:Events:x:Prefix=q Invalidator:Events:x:KeyField=id", "Prefix is not that of the keyspace product")]
    [InlineData("Invalidator:Events:x:Keyspace=a Invalidator:Events:x:Prefix=s Invalidator:Events:x:KeyField=id Invalidator:Events:y:Keyspace=b Invalidator:Events:y:Prefix=s Invalidator:Events:y:KeyField=id", "Invalidator:Events:y:Prefix")]
    [InlineData("Invalidator:Events:review_updated:Keyspace=product Invalidator:Events:review_updated:KeyField=asin", "Invalidator:Events:review_updated is a type of the catalogue")]
    public async Task A_mapping_that_makes_no_sense_keeps_the_worker_from_starting_and_is_named(string settings, string problem)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings.Split(' ')));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private Task<InvalidatorUnderTest> StartAsync(params string[] settings)
        => InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, settings);
}
