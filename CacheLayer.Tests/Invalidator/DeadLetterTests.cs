using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Commands;
using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Tests.Invalidator;

/// <summary>What could not be carried out is put aside, listed, redriven and purged: over HTTP and on the command line.</summary>
[Trait("Tier", "redis")]
public sealed class DeadLetterTests(RedisSingleFixture cache, EventNodeFixture events)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>, IAsyncLifetime
{
    private const string Poisoned = """{"event_type":"product_updated","asin":"B000000001","version":2,"kept":"as it came"}""";

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private ConnectionMultiplexer _connection = null!;
    private DeadLetterStream _letters = null!;

    private RedisNode Cache => cache.Redis.Nodes[0];

    public async Task InitializeAsync()
    {
        await events.Node.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
        _connection = await ConnectionMultiplexer.ConnectAsync(events.ConnectionString);
        _letters = new(_connection, Options.Create(new InvalidatorOptions()));
    }

    public Task DisposeAsync() => _connection.DisposeAsync().AsTask();

    [Fact]
    public async Task An_event_that_the_cache_refuses_stops_no_other_and_is_put_aside_after_the_attempts()
    {
        await PoisonAsync();
        await Cache.ExecuteAsync("SET", "p:B000000002", "value");
        await using var invalidator = await StartAsync("Invalidator:MaxAttempts=3");

        var id = await events.AppendAsync(Poisoned);
        await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000002"}""");

        await Eventually.AsyncThat("the other one is gone", async () => await Cache.GetAsync("p:B000000002") is null);
        var letter = (await LettersAsync(1)).Single();
        Assert.Equal((id, "The invalidation failed: WRONGTYPE.", 3, false, Poisoned), (letter.SourceId, letter.Reason, letter.Attempts, letter.IsCut, letter.Body));
        await Eventually.AsyncThat("nothing is left in hand", async () => (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0] == 0);
    }

    [Fact]
    public async Task A_change_whose_event_is_put_aside_is_not_answered_as_one_that_every_cache_has_followed()
    {
        await PoisonAsync();
        await using var invalidator = await StartAsync("Invalidator:MaxAttempts=1");
        await using var origin = await OriginMock.OriginUnderTest.StartAsync(events.ConnectionString, "Events:InvalidationTimeout=00:01:00");

        var (_, answer) = await origin.PutAsync("/products/B000000001/price", """{"price":12.34}""");

        Assert.False(answer.GetProperty("invalidated").GetBoolean());
        await LettersAsync(1);
    }

    [Fact]
    public async Task What_is_bad_in_part_and_refused_in_part_is_one_dead_letter()
    {
        await PoisonAsync();
        await using var invalidator = await StartAsync("Invalidator:MaxAttempts=2");
        await events.AppendAsync(JsonSerializer.Serialize(new { Records = new[] { Poisoned, "{}" }.Select(message => new { Sns = new { Message = message } }) }));
        await events.AppendAsync("{");
        var letters = await LettersAsync(2);
        Assert.Contains(letters, letter => letter.Reason == "The invalidation failed: WRONGTYPE. Records[1] has no event_type." && letter.Attempts == 2);
    }

    [Fact]
    public async Task A_record_that_is_delivered_again_is_put_aside_once()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(attempt => _letters.AddAsync(new("1-0", "why", attempt, "{"u8.ToArray(), 1))));
        await _letters.AddAsync(new("2-0", "why", 1, "{"u8.ToArray(), 1));
        Assert.Equal(["2-0", "1-0"], (await LettersAsync()).Select(letter => letter.SourceId));
    }

    [Fact]
    public async Task No_more_records_are_remembered_than_letters_are_kept()
    {
        var few = new DeadLetterStream(_connection, Options.Create(new InvalidatorOptions { DeadLetterMaxLength = 100 }));
        for (var i = 0; i < 150; i++)
        {
            await few.AddAsync(new($"{i}-0", "why", 1, default, 0));
        }

        Assert.Equal(100, (int)await events.Node.ExecuteAsync("ZCARD", ChangeStream.DeadLetterSources));
        Assert.False((await events.Node.ExecuteAsync("ZSCORE", ChangeStream.DeadLetterSources, "149-0")).IsNull);
    }

    [Fact]
    public async Task A_user_who_may_do_what_the_documentation_says_can_do_all_of_it()
    {
        var documentation = await File.ReadAllTextAsync(RepositoryFiles.Find("docs/sources.md"));
        var rule = Regex.Match(documentation, "```\nuser (worker .*?)```", RegexOptions.Singleline).Groups[1].Value;
        await events.Node.ExecuteAsync("ACL", ["SETUSER", .. rule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]);
        var address = events.ConnectionString.Split(',')[0];
        await events.Node.ExecuteAsync("ACL", "LOG", "RESET");
        await using var invalidator = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, $"{address},user=worker,password=PASSWORD");

        await events.AppendAsync("{");
        await events.AppendAsync("""{"event_type":"product_deleted"}""");
        var letter = (await LettersAsync(2))[0];
        Assert.Equal(2, (await invalidator.DeadLettersAsync()).GetProperty("count").GetInt32());
        var (_, redriven) = await invalidator.AdministerAsync(HttpMethod.Post, $"/dead-letters/redrive?id={letter.Id}");
        Assert.Equal(1, redriven.GetProperty("redriven").GetInt32());
        await LettersAsync(2);
        var (_, purged) = await invalidator.AdministerAsync(HttpMethod.Delete, "/dead-letters?all=true");
        Assert.Equal(2, purged.GetProperty("purged").GetInt32());

        // The client asks for this when it connects, and goes on without it.
        var refused = ((RedisResult[])(await events.Node.ExecuteAsync("ACL", "LOG", 100))!).Select(entry => (string)entry.ToDictionary()["object"]!);
        Assert.All(refused, what => Assert.Matches("^(config|cluster|get|subscribe)", what));
    }

    [Fact]
    public async Task What_is_redriven_is_carried_out_once_its_cause_is_mended()
    {
        await PoisonAsync();
        await Cache.ExecuteAsync("SET", "p:B000000001", "stale");
        await using var invalidator = await StartAsync("Invalidator:MaxAttempts=1");
        await events.AppendAsync(Poisoned);
        var letter = (await LettersAsync(1)).Single();

        await Cache.ExecuteAsync("DEL", "{p:B000000001}w");
        var (status, answer) = await invalidator.AdministerAsync(HttpMethod.Post, $"/dead-letters/redrive?id={letter.Id}");

        Assert.Equal((HttpStatusCode.OK, 1, 0), (status, answer.GetProperty("redriven").GetInt32(), answer.GetProperty("cut").GetInt32()));
        await Eventually.AsyncThat("it is carried out", async () => await Cache.GetAsync("p:B000000001") is null);
        Assert.Empty(await LettersAsync(0));
        Assert.Equal([Poisoned, Poisoned], await events.BodiesAsync());
    }

    [Fact]
    public async Task What_still_cannot_be_carried_out_comes_back_and_is_not_redriven_for_ever()
    {
        await using var invalidator = await StartAsync();
        await events.AppendAsync("{");
        await events.AppendAsync("""{"event_type":"product_deleted"}""");
        var before = await LettersAsync(2);

        var (_, answer) = await invalidator.AdministerAsync(HttpMethod.Post, "/dead-letters/redrive?all=true");

        Assert.Equal(2, answer.GetProperty("redriven").GetInt32());
        await Eventually.AsyncThat("they are back", async () => (await LettersAsync()).Select(letter => letter.Body).Order().SequenceEqual(before.Select(letter => letter.Body).Order()));
        Assert.DoesNotContain(await LettersAsync(), letter => before.Any(earlier => earlier.Id == letter.Id));
        Assert.All(await LettersAsync(), letter => Assert.Equal(1, letter.Attempts));
    }

    [Fact]
    public async Task A_body_that_was_cut_stays_where_it_is()
    {
        await using var invalidator = await StartAsync("Invalidator:MaxBodyBytes=2000");
        await events.AppendAsync(new string('x', 5_000));
        Assert.True((await LettersAsync(1)).Single().IsCut);

        var (status, answer) = await invalidator.AdministerAsync(HttpMethod.Post, "/dead-letters/redrive?all=true");

        Assert.Equal((HttpStatusCode.OK, 0, 1), (status, answer.GetProperty("redriven").GetInt32(), answer.GetProperty("cut").GetInt32()));
        Assert.Single(await LettersAsync());
    }

    [Fact]
    public async Task Two_who_redrive_at_once_put_each_letter_back_once()
    {
        await AddAsync(500);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync("redrive", "--all")));
        Assert.All(results, exitCode => Assert.Equal(ExitCodes.Done, exitCode));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"body {i}").Order(), (await events.BodiesAsync()).Order());
        Assert.Empty(await LettersAsync());
    }

    [Theory]
    [InlineData("POST", "/dead-letters/redrive", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/dead-letters/redrive?id=x", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/dead-letters/redrive?id=1-1&all=true", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/dead-letters/redrive?id=1-1", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/dead-letters", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/dead-letters?id=1-1", HttpStatusCode.NotFound)]
    [InlineData("GET", "/dead-letters?count=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dead-letters?count=101", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dead-letters?after=x", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dead-letters?after=0-0", HttpStatusCode.BadRequest)]
    public async Task A_request_that_makes_no_sense_is_refused_with_the_reason(string method, string path, HttpStatusCode expected)
    {
        await using var invalidator = await StartAsync();
        var (status, problem) = await invalidator.AdministerAsync(new(method), path);
        Assert.Equal(expected, status);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("GET", "/dead-letters")]
    [InlineData("POST", "/dead-letters/redrive?all=true")]
    [InlineData("DELETE", "/dead-letters?all=true")]
    public async Task Without_the_key_there_is_nothing_to_be_had(string method, string path)
    {
        await using var invalidator = await StartAsync();
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await invalidator.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_worker_that_does_not_read_the_stream_refuses_to_redrive_onto_it()
    {
        await using var invalidator = await StartAsync("Invalidator:Source=None");
        var (status, problem) = await invalidator.AdministerAsync(HttpMethod.Post, "/dead-letters/redrive?all=true");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Invalidator:Source", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_lists_page_by_page_what_is_selected()
    {
        await AddAsync(250);
        Assert.Equal(ExitCodes.Done, await RunAsync("list", "--count", "2", "--reason", "REASON 7", "--json"));
        var page = JsonSerializer.Deserialize<JsonElement>(_output.ToString());
        Assert.Equal(250, page.GetProperty("count").GetInt64());
        Assert.Equal(["body 247", "body 237"], page.GetProperty("newest").EnumerateArray().Select(letter => letter.GetProperty("body").GetString()));

        _output.GetStringBuilder().Clear();
        Assert.Equal(ExitCodes.Done, await RunAsync("list", "--after", page.GetProperty("next").GetString()!));
        Assert.Contains("250 dead letters", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("body 236", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("body 237", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_holds_nothing_that_a_terminal_would_obey()
    {
        await _letters.AddAsync(new("1-0", "why", 1, "\u001b[2J\u202e\u0085{\"a\":1}"u8.ToArray(), 16));
        await RunAsync("list");
        Assert.Contains("\\u001b[2J\\u202e\\u0085{\"a\":1}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_redrives_and_purges_what_is_selected()
    {
        await AddAsync(20);
        var first = (await LettersAsync()).Last();

        Assert.Equal(ExitCodes.Done, await RunAsync("redrive", first.Id));
        Assert.Equal(ExitCodes.NotDone, await RunAsync("redrive", first.Id));
        Assert.Equal(["body 0"], await events.BodiesAsync());

        Assert.Equal(ExitCodes.Done, await RunAsync("redrive", "--all", "--reason", "reason 3"));
        Assert.Equal(["body 0", "body 3", "body 13"], await events.BodiesAsync());

        Assert.Equal(ExitCodes.BadInput, await RunAsync("purge", "--all"));
        Assert.Equal(17, (await LettersAsync()).Count);
        Assert.Equal(ExitCodes.Done, await RunAsync("purge", "--all", "--reason", "reason 4", "--yes"));
        Assert.Equal(15, (await LettersAsync()).Count);
        Assert.Equal(ExitCodes.Done, await RunAsync("purge", "--all", "--yes"));
        Assert.Empty(await LettersAsync());
        Assert.Equal(ExitCodes.NotDone, await RunAsync("purge", first.Id, "--yes"));
    }

    [Theory]
    [InlineData(ExitCodes.BadInput, "lst")]
    [InlineData(ExitCodes.BadInput, "list", "--count", "many")]
    [InlineData(ExitCodes.BadInput, "list", "--count", "0")]
    [InlineData(ExitCodes.BadInput, "list", "--after", "yesterday")]
    [InlineData(ExitCodes.BadInput, "redrive")]
    [InlineData(ExitCodes.BadInput, "redrive", "1-1", "--all")]
    [InlineData(ExitCodes.BadInput, "purge", "--yes")]
    public async Task A_command_that_makes_no_sense_is_one_line_and_an_exit_code(int exitCode, params string[] arguments)
    {
        Assert.Equal(exitCode, await RunAsync(arguments));
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Without_an_event_node_a_command_says_so_in_one_line()
    {
        Assert.Equal(ExitCodes.BadInput, await DeadLetterApplication.RunAsync([DeadLetterApplication.Name, "list"], new ConfigurationBuilder().Build(), _output, _error));
        Assert.Contains("ConnectionStrings__events", _error.ToString(), StringComparison.Ordinal);

        _error.GetStringBuilder().Clear();
        Assert.Equal(ExitCodes.Unreachable, await RunWithAsync($"127.0.0.1:{FreePorts.Take(1)[0]},connectTimeout=200", "list"));
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
    }

    private Task<InvalidatorUnderTest> StartAsync(params string[] settings)
        => InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, settings);

    private Task<int> RunAsync(params string[] arguments) => RunWithAsync(events.ConnectionString, arguments);

    private Task<int> RunWithAsync(string eventNode, params string[] arguments) => DeadLetterApplication.RunAsync(
        [DeadLetterApplication.Name, .. arguments],
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:events", (string?)eventNode)]).Build(),
        _output,
        _error);

    private async Task<IReadOnlyList<StoredDeadLetter>> LettersAsync() => (await _letters.ReadAsync(100)).Newest;

    /// <summary>Waits until there are so many dead letters.</summary>
    private async Task<IReadOnlyList<StoredDeadLetter>> LettersAsync(int count)
    {
        await Eventually.AsyncThat($"{count} dead letters", async () => (await LettersAsync()).Count == count);
        return await LettersAsync();
    }

    // What the script reads to compare versions is of the wrong type.
    private Task PoisonAsync() => Cache.ExecuteAsync("RPUSH", "{p:B000000001}w", "not a version");

    private async Task AddAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var body = System.Text.Encoding.UTF8.GetBytes($"body {i}");
            await _letters.AddAsync(new($"{i}-0", $"reason {i % 10}", 1, body, body.Length));
        }
    }
}
