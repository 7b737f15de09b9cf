using System.Net;
using System.Text.Json;
using CacheLayer.Catalogue;
using CacheLayer.Entries;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Tests.Invalidator;

[Trait("Tier", "faults")]
public sealed class InvalidatorTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private const string QuickClaims = "Invalidator:ClaimIdle=00:00:00.1";

    private RedisNode Cache => cache.Redis.Nodes[0];

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"event_type":"product_updated","asin":"B000000001"}""", "p:B000000001")]
    [InlineData("""{"event_type":"product_price_changed","asin":"B000000001","version":2}""", "p:B000000001")]
    [InlineData("""{"event_type":"promotion_changed"}""", "m:manga-home")]
    [InlineData("""{"event_type":"promotion_changed","store_section":"deals"}""", "m:deals")]
    [InlineData("""{"event_type":"review_updated","asin":"B000000001"}""", "v:B000000001")]
    public async Task An_event_removes_what_it_names_and_nothing_else(string json, string key)
    {
        string[] all = ["p:B000000001", "m:manga-home", "m:deals", "v:B000000001", "p:B000000002"];
        foreach (var one in all)
        {
            await Cache.ExecuteAsync("SET", one, "value");
        }

        await using var invalidator = await StartAsync();
        await events.AppendAsync(Envelope(json));

        await AllAcknowledgedAsync();
        foreach (var one in all)
        {
            Assert.Equal(one != key, await Cache.GetAsync(one) is not null);
        }
    }

    [Fact]
    public async Task Events_from_before_the_first_start_are_carried_out()
    {
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        await events.AppendAsync(PriceChange("B000000001"));
        await using var invalidator = await StartAsync();
        await GoneAsync("p:B000000001");
    }

    [Fact]
    public async Task Bad_records_go_to_the_dead_letters_with_their_reason_and_the_worker_goes_on()
    {
        await using var invalidator = await StartAsync("Invalidator:MaxBodyBytes=2000");
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        await Cache.ExecuteAsync("SET", "p:B000000002", "value");

        (string Body, string Reason)[] bad =
        [
            ("{", "JSON"),
            ("""{"event_type":"product_deleted","asin":"B000000001"}""", "unknown event_type"),
            ("""{"event_type":"product_updated"}""", "no asin"),
            (new string('x', 5_000), "limit is 2000"),
            (Envelope("{}", """{"event_type":"product_updated","asin":"B000000001"}"""), "Records[0] has no event_type"),
            ("", "no field body"),
        ];
        var ids = new List<string>();
        foreach (var (body, _) in bad)
        {
            ids.Add(await events.AppendAsync(body));
        }

        await events.AppendAsync(PriceChange("B000000002"));

        await GoneAsync("p:B000000001");
        await GoneAsync("p:B000000002");
        await AllAcknowledgedAsync();
        var page = await invalidator.DeadLettersAsync();
        Assert.Equal(bad.Length, page.GetProperty("count").GetInt32());
        var letters = page.GetProperty("newest").EnumerateArray().ToDictionary(letter => letter.GetProperty("source_id").GetString()!);
        foreach (var (id, (body, reason)) in ids.Zip(bad))
        {
            Assert.Contains(reason, letters[id].GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(body[..Math.Min(body.Length, 2_000)], letters[id].GetProperty("body").GetString());
            Assert.Equal(1, letters[id].GetProperty("attempts").GetInt32());
        }
    }

    [Fact]
    public async Task What_a_killed_worker_had_in_hand_is_taken_over()
    {
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        await events.AppendAsync(PriceChange("B000000001"));
        await events.Node.ExecuteAsync("XGROUP", "CREATE", ChangeStream.Name, ChangeStream.Group, "0");
        await events.Node.ExecuteAsync("XREADGROUP", "GROUP", ChangeStream.Group, "the-killed-one", "STREAMS", ChangeStream.Name, ">");

        await using var invalidator = await StartAsync(QuickClaims);

        await GoneAsync("p:B000000001");
        await AllAcknowledgedAsync();
    }

    [Fact]
    public async Task A_worker_that_is_killed_with_an_event_in_hand_loses_nothing()
    {
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        using (var killed = new InvalidatorProcess(cache.Redis.ConnectionString, events.ConnectionString))
        {
            await Eventually.AsyncThat("the worker has joined the group", async () => (await ConsumersAsync()).Length == 1);
            Cache.Process.Hang();
            try
            {
                await events.AppendAsync(PriceChange("B000000001"));
                await Eventually.AsyncThat("the worker has the event in hand", async () => await PendingAsync() == 1);
                killed.Kill();
            }
            finally
            {
                Cache.Process.Resume();
            }
        }

        await using var other = await StartAsync(QuickClaims);

        await GoneAsync("p:B000000001");
        await AllAcknowledgedAsync();
    }

    [Fact]
    public async Task A_bad_record_that_was_taken_over_says_how_often_it_was_tried()
    {
        await events.AppendAsync("{");
        await events.Node.ExecuteAsync("XGROUP", "CREATE", ChangeStream.Name, ChangeStream.Group, "0");
        await events.Node.ExecuteAsync("XREADGROUP", "GROUP", ChangeStream.Group, "the-killed-one", "STREAMS", ChangeStream.Name, ">");

        await using var invalidator = await StartAsync(QuickClaims);

        await AllAcknowledgedAsync();
        Assert.Equal(2, (await invalidator.DeadLettersAsync()).GetProperty("newest")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Several_workers_side_by_side_carry_out_every_event()
    {
        var asins = Enumerable.Range(0, 300).Select(i => AsinSequence.At(i).Value).ToArray();
        foreach (var asin in asins)
        {
            await Cache.ExecuteAsync("SET", $"p:{asin}", "value");
        }

        await using var one = await StartAsync("Invalidator:BatchSize=5");
        await using var other = await StartAsync("Invalidator:BatchSize=5");
        await Task.WhenAll(asins.Select(asin => events.AppendAsync(PriceChange(asin))));

        await AllAcknowledgedAsync();
        Assert.Equal(0, (int)await Cache.ExecuteAsync("EXISTS", [.. asins.Select(asin => $"p:{asin}")]));
    }

    [Fact]
    public async Task An_event_that_comes_again_does_no_harm()
    {
        await using var invalidator = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await events.AppendAsync(PriceChange("B000000001"));
        }

        await AllAcknowledgedAsync();
        Assert.Equal(0, (await invalidator.DeadLettersAsync()).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task The_worker_goes_on_after_the_event_node_was_killed_and_started_again()
    {
        await using var invalidator = await StartAsync();
        await events.AppendAsync(PriceChange("B000000001"));
        await AllAcknowledgedAsync();

        events.Node.Process.Kill();
        await events.StartAsync();
        await Cache.ExecuteAsync("SET", "p:B000000002", "value");
        await events.AppendAsync(PriceChange("B000000002"));

        await GoneAsync("p:B000000002");
    }

    [Fact]
    public async Task A_lost_stream_is_begun_anew()
    {
        await using var invalidator = await StartAsync();
        await events.AppendAsync(PriceChange("B000000001"));
        await AllAcknowledgedAsync();

        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("SET", "p:B000000002", "value");
        await events.AppendAsync(PriceChange("B000000002"));

        await GoneAsync("p:B000000002");
    }

    [Fact]
    public async Task While_the_cache_is_away_an_event_waits_and_is_no_dead_letter()
    {
        await using var invalidator = await StartAsync();
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        Cache.Process.Hang();
        try
        {
            await events.AppendAsync(PriceChange("B000000001"));
            await Eventually.AsyncThat("the worker has the event in hand", async () => await PendingAsync() == 1);
        }
        finally
        {
            Cache.Process.Resume();
        }

        await GoneAsync("p:B000000001");
        await AllAcknowledgedAsync();
        Assert.Equal(0, (await invalidator.DeadLettersAsync()).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task An_event_that_is_older_than_the_entry_leaves_it_and_one_without_a_version_never_does()
    {
        string[] asins = ["B000000001", "B000000002", "B000000003"];
        foreach (var asin in asins)
        {
            await Cache.ExecuteAsync("SET", $"p:{asin}", EntryCodec.Encode("value", 2, DateTimeOffset.UnixEpoch.AddYears(50)));
        }

        await events.AppendAsync(Envelope(
            """{"event_type":"product_updated","asin":"B000000001","version":1}""",
            """{"event_type":"product_updated","asin":"B000000001","version":2}""",
            """{"event_type":"product_updated","asin":"B000000002","version":3}""",
            """{"event_type":"product_updated","asin":"B000000002","version":1}""",
            """{"event_type":"product_updated","asin":"B000000003","version":1}""",
            """{"event_type":"product_updated","asin":"B000000003"}"""));
        await using var invalidator = await StartAsync();

        await AllAcknowledgedAsync();
        Assert.NotNull(await Cache.GetAsync("p:B000000001"));
        Assert.Null(await Cache.GetAsync("p:B000000002"));
        Assert.Null(await Cache.GetAsync("p:B000000003"));
    }

    [Fact]
    public async Task A_worker_that_stops_finishes_and_leaves_the_group()
    {
        await using var invalidator = await StartAsync();
        await events.AppendAsync(PriceChange("B000000001"));
        await AllAcknowledgedAsync();
        Assert.Single(await ConsumersAsync());

        await invalidator.StopAsync();

        Assert.Empty(await ConsumersAsync());
    }

    [Fact]
    public async Task Dead_letters_are_shown_to_the_administrator_only()
    {
        await using var invalidator = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await invalidator.Http.GetAsync("/dead-letters")).StatusCode);
    }

    [Theory]
    [InlineData("Invalidator:BatchSize=0", "Invalidator:BatchSize")]
    [InlineData("Invalidator:MaxBodyBytes=1", "Invalidator:MaxBodyBytes")]
    [InlineData("Invalidator:ClaimIdle=00:00:00", "Invalidator:ClaimIdle")]
    [InlineData("Invalidator:Source=64", "Invalidator:Source")]
    [InlineData("Admin:Key=", "Admin:Key")]
    public async Task A_bad_setting_keeps_the_worker_from_starting_and_is_named(string setting, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    private static string PriceChange(string asin) => Envelope($$"""{"event_type":"product_price_changed","asin":"{{asin}}","version":2}""");

    private static string Envelope(params string[] messages)
        => JsonSerializer.Serialize(new { Records = messages.Select(message => new { Sns = new { Message = message } }) });

    private Task<InvalidatorUnderTest> StartAsync(params string[] settings)
        => InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, settings);

    private Task GoneAsync(string key) => Eventually.AsyncThat($"{key} is gone", async () => await Cache.GetAsync(key) is null);

    /// <summary>Waits until every entry was read and acknowledged.</summary>
    private Task AllAcknowledgedAsync() => Eventually.AsyncThat("every entry is acknowledged", async () =>
    {
        var groups = (RedisResult[])(await events.Node.ExecuteAsync("XINFO", "GROUPS", ChangeStream.Name))!;
        return groups.Length == 1 && (int)groups[0].ToDictionary()["pending"] == 0 && (int)groups[0].ToDictionary()["lag"] == 0;
    });

    private async Task<int> PendingAsync() => (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0];

    private async Task<RedisResult[]> ConsumersAsync()
        => (RedisResult[])(await events.Node.ExecuteAsync("XINFO", "CONSUMERS", ChangeStream.Name, ChangeStream.Group))!;
}
