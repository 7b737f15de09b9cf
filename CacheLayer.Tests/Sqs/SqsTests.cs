using System.Text.Json;
using System.Text.Json.Nodes;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using CacheLayer.Tests.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Sqs;

[Trait("Tier", "faults")]
public sealed class SqsTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private const string Price = """{"event_type":"product_price_changed","asin":"B000000001","version":2}""";

    private readonly WallClock _clock = new();
    private SqsServer _sqs = null!;
    private string _url = null!;

    private RedisNode Cache => cache.Redis.Nodes[0];

    private SqsQueueState Queue => _sqs.Queue("changes");

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        _sqs = await SqsServer.StartAsync(_clock);
        _url = _sqs.Create("changes");
    }

    public async Task DisposeAsync() => await _sqs.DisposeAsync();

    [Fact]
    public async Task A_message_is_carried_out_and_then_deleted_raw_and_in_a_notification_and_in_an_envelope()
    {
        await using var invalidator = await StartAsync();
        var message = JsonSerializer.Serialize(Price);
        foreach (var body in new[] { Price, $$"""{"Type":"Notification","Message":{{message}}}""", $$$"""{"Records":[{"Sns":{"Message":{{{message}}}}}]}""" })
        {
            await Cache.ExecuteAsync("SET", "p:B000000001", "value");
            Queue.Send(body);
            await DoneAsync();
            Assert.Null(await Cache.GetAsync("p:B000000001"));
        }

        Assert.Equal(0, (await invalidator.DeadLettersAsync()).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_is_carried_out_in_the_trace_of_its_publisher(bool isRaw)
    {
        using var spans = new ProcessSpans();
        await using var invalidator = await StartAsync();
        if (isRaw)
        {
            Queue.Send(Price, ("traceparent", spans.Parent));
        }
        else
        {
            Queue.Send(new JsonObject { ["Type"] = "Notification", ["Message"] = Price, ["MessageAttributes"] = spans.Attributes }.ToJsonString());
        }

        await DoneAsync();
        await spans.EndedAsync("aws_sqs");
    }

    [Fact]
    public async Task Many_messages_are_carried_out_by_several_workers()
    {
        var asins = Enumerable.Range(0, 200).Select(i => AsinSequence.At(i).Value).ToArray();
        foreach (var asin in asins)
        {
            await Cache.ExecuteAsync("SET", $"p:{asin}", "value");
            Queue.Send($$"""{"event_type":"product_updated","asin":"{{asin}}"}""");
        }

        await using var one = await StartAsync();
        await using var other = await StartAsync();

        await DoneAsync();
        Assert.Equal(0, (int)await Cache.ExecuteAsync("EXISTS", [.. asins.Select(asin => $"p:{asin}")]));
    }

    [Fact]
    public async Task What_a_killed_worker_had_in_hand_comes_again_when_its_time_is_over()
    {
        Queue.Send(Price);
        Assert.Single(Queue.Receive(10, TimeSpan.FromSeconds(30)));
        await using var invalidator = await StartAsync();
        await Eventually.That("the worker waits for messages", () => _sqs.Actions.Contains("ReceiveMessage"));
        Assert.Equal(1, Queue.Count);

        _clock.Advance(TimeSpan.FromSeconds(31));

        await DoneAsync();
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_worker_that_is_killed_with_a_message_in_hand_loses_nothing()
    {
        using (var killed = new InvalidatorProcess(cache.Redis.ConnectionString, events.ConnectionString, Settings()))
        {
            await Eventually.That("the worker waits for messages", () => _sqs.Actions.Contains("ReceiveMessage"));
            Cache.Process.Hang();
            try
            {
                Queue.Send(Price);
                await Eventually.That("the worker has the message in hand", () => Queue.Counts.InFlight == 1);
                killed.Kill();
            }
            finally
            {
                Cache.Process.Resume();
            }
        }

        Assert.Equal(1, Queue.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var other = await StartAsync();

        await DoneAsync();
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_worker_that_stops_hands_back_what_it_has_in_hand()
    {
        await using (var invalidator = await StartAsync())
        {
            await Eventually.That("the worker waits for messages", () => _sqs.Actions.Contains("ReceiveMessage"));
            Cache.Process.Hang();
            try
            {
                Queue.Send(Price);
                await Eventually.That("the worker has the message in hand", () => Queue.Counts.InFlight == 1);
                await invalidator.StopAsync();
            }
            finally
            {
                Cache.Process.Resume();
            }
        }

        Assert.Equal((1, 0), Queue.Counts);
    }

    [Fact]
    public async Task A_message_stays_invisible_for_as_long_as_the_cache_is_away()
    {
        await using var invalidator = await StartAsync("Invalidator:Sqs:VisibilityTimeout=00:00:03");
        await Eventually.That("the worker waits for messages", () => _sqs.Actions.Contains("ReceiveMessage"));
        QueuedMessage sent;
        Cache.Process.Hang();
        try
        {
            sent = Queue.Send(Price);
            // The third extension comes when the timeout would have been over.
            await Eventually.That("the timeout was extended", () => _sqs.Actions.Count(action => action == "ChangeMessageVisibilityBatch") >= 3);
            Assert.Equal((0, 1), Queue.Counts);
        }
        finally
        {
            Cache.Process.Resume();
        }

        await DoneAsync();
        Assert.Equal(1, sent.ReceiveCount);
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task Messages_that_SQS_did_not_delete_are_deleted_in_a_further_call()
    {
        var failures = 2;
        _sqs.OnEntry = id =>
        {
            if (id is "0" or "2" && Interlocked.Decrement(ref failures) >= 0)
            {
                throw new SqsError("InternalError", "InternalError", "An internal error.", 500);
            }
        };
        for (var i = 0; i < 5; i++)
        {
            Queue.Send(Price);
        }

        await using var invalidator = await StartAsync("Invalidator:Sqs:Receivers=1");

        await DoneAsync();
        Assert.Equal(2, _sqs.Actions.Count(action => action == "DeleteMessageBatch"));
        Assert.DoesNotContain("ChangeMessageVisibilityBatch", _sqs.Actions);
    }

    [Fact]
    public async Task A_message_that_SQS_does_not_delete_comes_again()
    {
        _sqs.OnEntry = _ => throw new SqsError("InternalError", "InternalError", "An internal error.", 500);
        Queue.Send(Price);
        await using var invalidator = await StartAsync();
        await Eventually.That("the worker has given up", () => _sqs.Actions.Count(action => action == "DeleteMessageBatch") >= 3);
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");

        _sqs.OnEntry = _ => { };
        _clock.Advance(TimeSpan.FromMinutes(1));

        await DoneAsync();
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task The_worker_goes_on_after_SQS_was_away()
    {
        _sqs.OnAction = _ => throw new SqsError("InternalError", "InternalError", "An internal error.", 500);
        Queue.Send(Price);
        await using var invalidator = await StartAsync();
        await Eventually.AsyncThat("the health names the source", async ()
            => (await invalidator.Http.GetStringAsync("/health")).Contains("Cannot be read: sqs.", StringComparison.Ordinal));

        _sqs.OnAction = _ => { };

        await DoneAsync();
        await Eventually.AsyncThat("the health is good again", async ()
            => !(await invalidator.Http.GetStringAsync("/health")).Contains("Cannot be read", StringComparison.Ordinal));
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_understood_goes_to_the_dead_letters_with_its_attempts()
    {
        var sent = Queue.Send("""{"event_type":"product_updated"}""");
        Queue.Receive(10, TimeSpan.Zero);
        Queue.Send(Price);
        await using var invalidator = await StartAsync();

        await DoneAsync();
        var letter = (await invalidator.DeadLettersAsync()).GetProperty("newest")[0];
        Assert.Equal(sent.Id, letter.GetProperty("source_id").GetString());
        Assert.Equal(2, letter.GetProperty("attempts").GetInt32());
        Assert.Contains("no asin", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_message_as_long_as_SQS_allows_goes_to_the_dead_letters()
    {
        Queue.Send(new string('x', SqsQueueState.MaxMessageBytes));
        await using var invalidator = await StartAsync();
        await DoneAsync();
        Assert.Contains("the limit is 65536", (await invalidator.DeadLettersAsync()).GetProperty("newest")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_and_a_queue_are_read_side_by_side()
    {
        await using var invalidator = await StartAsync("Invalidator:Source=Streams,Sqs");
        Queue.Send(Price);
        await Cache.ExecuteAsync("SET", "m:manga-home", "value");
        await events.AppendAsync("""{"event_type":"promotion_changed"}""");

        await DoneAsync();
        await Eventually.AsyncThat("both are gone", async () => (int)await Cache.ExecuteAsync("EXISTS", "p:B000000001", "m:manga-home") == 0);
    }

    [Theory]
    [InlineData("Invalidator:Sqs:QueueUrl=changes", "Invalidator:Sqs:QueueUrl")]
    [InlineData("Invalidator:Sqs:QueueUrl=", "Invalidator:Sqs:QueueUrl")]
    [InlineData("Invalidator:Sqs:ServiceUrl=here", "Invalidator:Sqs:ServiceUrl")]
    [InlineData("Invalidator:Sqs:WaitTime=00:00:21", "Invalidator:Sqs:WaitTime")]
    [InlineData("Invalidator:Sqs:VisibilityTimeout=00:00:01", "Invalidator:Sqs:VisibilityTimeout")]
    [InlineData("Invalidator:Sqs:Receivers=0", "Invalidator:Sqs:Receivers")]
    [InlineData("Invalidator:Sqs:Receivers=65", "Invalidator:Sqs:Receivers")]
    public async Task A_bad_setting_keeps_the_worker_from_starting_and_is_named(string setting, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    private string[] Settings(params string[] settings)
        => ["Invalidator:Source=Sqs", $"Invalidator:Sqs:QueueUrl={_url}", $"Invalidator:Sqs:Region={SqsServer.Region}", .. settings];

    private Task<InvalidatorUnderTest> StartAsync(params string[] settings)
        => InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, Settings(settings));

    /// <summary>Waits until every message was carried out and deleted.</summary>
    private Task DoneAsync() => Eventually.That("the queue is empty", () => Queue.Count == 0);
}
