using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Lambda;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Telemetry;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace CacheLayer.Tests.Lambda;

[Trait("Tier", "faults")]
public sealed class LambdaTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private const string Price = """{"event_type":"product_price_changed","asin":"B000000001","version":2}""";
    private const string Review = """{"event_type":"review_updated","asin":"B000000001"}""";

    private RedisNode Cache => cache.Redis.Nodes[0];

    private string CacheSetting => $"ConnectionStrings:cache={cache.Redis.ConnectionString}";

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
        await Cache.ExecuteAsync("SET", "v:B000000001", "value");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_event_is_answered_with_what_was_deleted_and_what_failed()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting);

        var (answer, errorType) = await function.Lambda.InvokeAsync(Event(Price, "{}", Review, """{"event_type":"promotion_changed"}"""));

        Assert.Null(errorType);
        Assert.Equal(200, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("""{"deleted":2,"errors":1}""", answer.GetProperty("body").GetString());
        Assert.Equal(0, (int)await Cache.ExecuteAsync("EXISTS", "p:B000000001", "v:B000000001"));
    }

    [Fact]
    public async Task An_event_is_carried_out_in_the_trace_of_its_publisher()
    {
        using var spans = new ProcessSpans();
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting);
        var invocation = JsonNode.Parse(Event(Price))!;
        invocation["Records"]![0]!["Sns"]!["MessageAttributes"] = spans.Attributes;

        await function.Lambda.InvokeAsync(invocation.ToJsonString());

        await spans.EndedAsync("aws.sns");
    }

    [Fact]
    public async Task An_event_without_records_is_answered()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting);
        var (answer, _) = await function.Lambda.InvokeAsync("""{"Records":[]}""");
        Assert.Equal("""{"deleted":0,"errors":0}""", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Bad_records_go_to_the_dead_letters_where_there_is_an_event_node()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting, $"ConnectionStrings:events={events.ConnectionString}");
        var (answer, _) = await function.Lambda.InvokeAsync(
            """{"Records":[{"Sns":{"MessageId":"the-bad-one","Message":"{}"}},{"eventSource":"aws:sqs","body":"{}"},7]}""", id: "first");

        Assert.Equal("""{"deleted":0,"errors":3}""", answer.GetProperty("body").GetString());
        Assert.Equal(3, (int)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters));
        var letters = (RedisResult[])(await events.Node.ExecuteAsync("XRANGE", ChangeStream.DeadLetters, "-", "+"))!;
        var fields = letters.Select(letter => letter[1].ToDictionary()).Select(letter => ((string)letter["source"]!, (string)letter["reason"]!));
        Assert.Equal(
            [("first/Records[1]", "The entry has no event_type."), ("first/Records[2]", "Records[0] is not a JSON object."), ("the-bad-one", "Records[0] has no event_type.")],
            fields.OrderBy(letter => letter.Item1, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_batch_of_messages_those_stay_in_the_queue_that_failed_and_that_nothing_else_keeps(bool hasEventNode)
    {
        await using var function = await FunctionUnderTest.StartAsync(
            [CacheSetting, "Invalidator:MaxAttempts=1", .. hasEventNode ? [$"ConnectionStrings:events={events.ConnectionString}"] : Array.Empty<string>()]);
        string[] bodies =
        [
            .. Enumerable.Range(1, 4).Select(Product),
            .. Enumerable.Range(5, 4).Select(i => JsonSerializer.Serialize(new { Type = "Notification", MessageId = $"sns-{i}", Message = Product(i) })),
            "{ broken",
            Review,
        ];
        for (var i = 1; i <= 8; i++)
        {
            await Cache.ExecuteAsync("SET", $"p:B00000000{i}", "value");
        }

        // One that the cache refuses, so that all are tried one by one after those that could be were carried out.
        await Cache.ExecuteAsync("RPUSH", "{v:B000000001}w", "not a version");

        var (answer, errorType) = await function.Lambda.InvokeAsync(Messages(bodies));

        Assert.Null(errorType);
        Assert.Equal("""{"deleted":8,"errors":2}""", answer.GetProperty("body").GetString());
        var failed = answer.GetProperty("batchItemFailures").EnumerateArray().Select(item => item.GetProperty("itemIdentifier").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(hasEventNode ? [] : ["message-8", "message-9"], failed);
        Assert.Equal(hasEventNode ? 2 : 0, (int)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters));

        static string Product(int i) => $$"""{"event_type":"product_updated","asin":"B00000000{{i}}"}""";
    }

    [Fact]
    public async Task Records_without_an_id_are_put_aside_once_for_each_invocation()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting, $"ConnectionStrings:events={events.ConnectionString}");
        foreach (var id in (string[])["first", "second", "first"])
        {
            await function.Lambda.InvokeAsync("""{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}""", id: id);
        }

        Assert.Equal(2, (int)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"Records":[""")]
    public async Task What_is_no_event_of_SNS_fails_and_the_next_is_carried_out(string lambdaEvent)
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting);

        var (error, errorType) = await function.Lambda.InvokeAsync(lambdaEvent);
        Assert.Equal("Invalidator.BadEvent", errorType);
        Assert.Equal(errorType, error.GetProperty("errorType").GetString());
        Assert.Contains("The event ", error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);

        var (answer, _) = await function.Lambda.InvokeAsync(Event(Price));
        Assert.Equal("""{"deleted":1,"errors":0}""", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task While_the_cache_is_away_an_invocation_fails_so_that_Lambda_repeats_it()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting);
        await function.Lambda.InvokeAsync("""{"Records":[]}""");
        Cache.Process.Hang();
        try
        {
            var (_, errorType) = await function.Lambda.InvokeAsync(Event(Price), TimeSpan.FromSeconds(1));
            Assert.Equal("Invalidator.CacheUnavailable", errorType);
        }
        finally
        {
            Cache.Process.Resume();
        }

        // Another product: what was given up may still be carried out.
        var (answer, _) = await function.Lambda.InvokeAsync(Event(Review));
        Assert.Equal("""{"deleted":1,"errors":0}""", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_function_that_cannot_start_says_why_to_Lambda_and_on_the_error_output()
    {
        await using var function = await FunctionUnderTest.StartAsync(CacheSetting, "Invalidator:BatchSize=0");
        Assert.Equal(1, await function.Exit);
        var error = Assert.Single(function.Lambda.StartErrors);
        Assert.Equal("Runtime.InitFailed", error.GetProperty("errorType").GetString());
        Assert.Contains("Invalidator:BatchSize", error.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Contains("Invalidator:BatchSize", Assert.Single(function.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_Lambda_it_says_so()
    {
        using var errors = new StringWriter();
        Assert.Equal(2, await LambdaApplication.RunAsync(["lambda"], errors, CancellationToken.None));
        Assert.Contains("AWS_LAMBDA_RUNTIME_API is not set", Assert.Single(errors.ToString().Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_process_it_needs_no_command_where_Lambda_is()
    {
        await using var lambda = await LambdaServer.StartAsync();
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(InvalidatorApp).Assembly.Location])
        {
            Environment = { ["AWS_LAMBDA_RUNTIME_API"] = lambda.Address, ["ConnectionStrings__cache"] = cache.Redis.ConnectionString },
        })!;
        try
        {
            var (answer, _) = await lambda.InvokeAsync(Event(Price));
            Assert.Equal("""{"deleted":1,"errors":0}""", answer.GetProperty("body").GetString());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Theory]
    [InlineData("cache.example", null, "cache.example:6379,ssl=true")]
    [InlineData("cache.example:6380", "secret", "cache.example:6380,ssl=true,password=secret")]
    public void The_variables_of_the_story_are_the_connection_string(string endpoint, string? password, string expected)
    {
        var configuration = new ConfigurationManager { ["REDIS_PRIMARY_ENDPOINT"] = endpoint, ["REDIS_PASSWORD"] = password };
        LambdaSettings.Apply(configuration, "cache");
        Assert.Equal(expected, configuration.GetConnectionString("cache"));
    }

    [Fact]
    public void A_connection_string_comes_before_the_variables_of_the_story()
    {
        var configuration = new ConfigurationManager { ["REDIS_PRIMARY_ENDPOINT"] = "other.example", ["ConnectionStrings:cache"] = "cache.example" };
        LambdaSettings.Apply(configuration, "cache");
        Assert.Equal("cache.example", configuration.GetConnectionString("cache"));
    }

    [Fact]
    public void A_password_that_a_connection_string_cannot_hold_is_refused()
    {
        var configuration = new ConfigurationManager { ["REDIS_PRIMARY_ENDPOINT"] = "cache.example", ["REDIS_PASSWORD"] = "a,b" };
        var exception = Assert.Throws<InvalidOperationException>(() => LambdaSettings.Apply(configuration, "cache"));
        Assert.Contains("REDIS_PASSWORD", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a,b", exception.Message, StringComparison.Ordinal);
    }

    private static string Messages(string[] bodies) => JsonSerializer.Serialize(new
    {
        Records = bodies.Select((body, i) => new
        {
            messageId = $"message-{i}",
            receiptHandle = $"receipt-{i}",
            body,
            attributes = new { ApproximateReceiveCount = "1", SentTimestamp = "1767323045000" },
            eventSource = "aws:sqs",
            eventSourceARN = "arn:aws:sqs:eu-central-1:123456789012:changes",
        }),
    });

    private static string Event(params string[] messages) => JsonSerializer.Serialize(new
    {
        Records = messages.Select(message => new
        {
            EventVersion = "1.0",
            EventSource = "aws:sns",
            Sns = new { Type = "Notification", MessageId = $"{Guid.NewGuid()}", Timestamp = "2026-01-02T03:04:05.000Z", Message = message, MessageAttributes = new { } },
        }),
    });
}
