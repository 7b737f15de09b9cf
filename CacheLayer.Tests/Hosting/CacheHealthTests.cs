using System.Text.RegularExpressions;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheLayer.Tests.Hosting;

/// <summary>What health and log say of a cache that cannot be used: the reason, and no secret.</summary>
[Trait("Tier", "faults")]
public sealed class CacheHealthTests : IAsyncLifetime
{
    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");

    // As docs/connections.md has it.
    private static readonly string[] Rights =
    [
        "+info", "+ping", "+client|setname", "+hello", "+echo", "+get", "+mget", "+getrange", "+exists", "+del", "+unlink", "+rename",
        "+set", "+time", "+pttl", "+pexpire", "+zadd", "+zrem", "+zcard", "+zscore", "+zrangebyscore", "+zrevrange", "+eval", "+evalsha", "+script|load", "+wait", "+client|id", "+scan",
    ];

    private RedisReplicaSet _redis = null!;

    private Redis.RedisNode Node => _redis.Nodes[0];

    public async Task InitializeAsync() => _redis = await RedisReplicaSet.StartSingleAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_password_that_is_refused_is_the_reason_and_a_changed_configuration_the_cure()
    {
        await using var cache = await CacheProcess.StartAsync(_redis.ConnectionString);
        Assert.True(await cache.Client.SetAsync(Things, "a", "one"));

        await Node.ExecuteAsync("ACL", "SETUSER", "default", "resetpass", ">s3cret-new");
        await Node.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await AssertDegradedAsync(cache, $"{Node.Address} refuses the user or the password (WRONGPASS)");
        Assert.Equal(CacheOutcome.Bypass, (await cache.Client.GetAsync(Things, "a")).Outcome);
        AssertLoggedOnce(cache, "refuses the user or the password");

        cache.Change(("ConnectionStrings:cache", $"{Node.Address},password=s3cret-newer"));
        await Eventually.AsyncThat("the new password was tried", async () => await RefusedLoginsAsync() >= 2);
        cache.Change(("ConnectionStrings:cache", $"{Node.Address},password=s3cret-new"));
        await Eventually.AsyncThat("it is written", async () => await cache.Client.SetAsync(Things, "a", "two"));
        await Eventually.AsyncThat("it is healthy", async () => (await HealthAsync(cache)).Status is HealthStatus.Healthy);
        Assert.DoesNotContain(cache.Logs.GetSnapshot(), line => $"{line.Message}{line.Exception}".Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_that_is_refused_for_long_is_not_tried_all_the_time()
    {
        await using var cache = await CacheProcess.StartAsync($"{Node.Address},password=wrong", time: null, ("CacheLayer:Connections:MaxReplicaStaleness", "00:00:00.15"), ("CacheLayer:Connections:ProbeInterval", "00:00:00.05"));
        await AssertDegradedAsync(cache, "WRONGPASS");
        var before = await RefusedLoginsAsync();

        // In so many rounds of the test a connection that was lost would have been opened again twenty times.
        var rounds = 0;
        await Eventually.AsyncThat("reads went on", async () => await cache.Client.GetAsync(Things, "a") is { Outcome: CacheOutcome.Bypass } && ++rounds >= 100);
        Assert.InRange(await RefusedLoginsAsync() - before, 0, 5);
    }

    [Theory]
    [InlineData("-info", "+info")]
    [InlineData("-@dangerous -@admin", "+info")]
    [InlineData("-@scripting", "+eval +evalsha +script|load")]
    [InlineData("-wait", "+wait")]
    [InlineData("-client", "+client|id")]
    [InlineData("-get -mget", "+get +mget")]
    public async Task Rights_that_are_missing_are_named(string taken, string missing)
    {
        await Node.ExecuteAsync("ACL", ["SETUSER", "app", "on", ">app-s3cret", "~*", "+@all", .. taken.Split(' ')]);
        await using var cache = await CacheProcess.StartAsync($"{Node.Address},user=app,password=app-s3cret");

        await AssertDegradedAsync(cache, $"grant {missing}");
        AssertLoggedOnce(cache, $"grant {missing}");

        await Node.ExecuteAsync("ACL", "SETUSER", "app", "+@all");
        await Eventually.AsyncThat("it is healthy", async () => (await HealthAsync(cache)).Status is HealthStatus.Healthy);
        Assert.True(await cache.Client.SetAsync(Things, "a", "one"));
    }

    [Fact]
    public async Task The_rights_of_the_documentation_are_enough_and_one_that_is_taken_later_is_missed()
    {
        Assert.Contains(string.Join(' ', Rights), await File.ReadAllTextAsync(RepositoryFiles.Find("docs/connections.md")), StringComparison.Ordinal);
        await Node.ExecuteAsync("ACL", ["SETUSER", "app", "on", ">app-s3cret", "~*", "resetchannels", "-@all", .. Rights]);
        await using var cache = await CacheProcess.StartAsync($"{Node.Address},user=app,password=app-s3cret");

        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(cache)).Status);
        var origin = new Origin();
        Assert.Equal("value of a", (await cache.Aside.GetOrFetchAsync(Things, "a", origin)).Value);
        await Eventually.AsyncThat("it is stored", async () => (await cache.Client.GetAsync(Things, "a")).IsHit);
        await cache.InvalidateAsync(Things, "a");
        Assert.False((await cache.Client.GetAsync(Things, "a")).IsHit);

        await Node.ExecuteAsync("ACL", "SETUSER", "app", "-get");
        await Eventually.AsyncThat("the reason is known", async () =>
            await cache.Client.GetAsync(Things, "a") is { Outcome: CacheOutcome.Bypass } && (await HealthAsync(cache)).Entries["CacheLayer"].Description!.Contains("grant +get", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_of_a_script_is_among_the_rights()
    {
        var folder = RepositoryFiles.Find("CacheLayer/Scripts");
        var sources = Directory.EnumerateFiles(folder, "*.lua").Select(File.ReadAllText);
        var commands = sources.SelectMany(source => Regex.Matches(source, @"redis\.p?call\('(\w+)'")).Select(match => $"+{match.Groups[1].Value.ToLowerInvariant()}").Distinct().ToArray();

        Assert.Contains("+zadd", commands);
        Assert.Empty(commands.Except(Rights));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_miss_with_a_reason()
    {
        await using var database = await CacheProcess.StartAsync($"{_redis.ConnectionString},defaultDatabase=99");
        await AssertDegradedAsync(database, "has no database 99");
        Assert.Equal(CacheOutcome.Bypass, (await database.Client.GetAsync(Things, "a")).Outcome);
        Assert.Equal("value of a", (await database.Aside.GetOrFetchAsync(Things, "a", new Origin())).Value);
    }

    private static async Task AssertDegradedAsync(CacheProcess cache, string reason)
    {
        HealthReportEntry last = default;
        await Eventually.AsyncThat($"health says: {reason}", async () =>
        {
            last = (await HealthAsync(cache)).Entries["CacheLayer"];
            return last.Status is HealthStatus.Degraded && last.Description!.Contains(reason, StringComparison.Ordinal)
                ? true
                : throw new InvalidOperationException($"{last.Status}: {last.Description}");
        });
        Assert.DoesNotContain("s3cret", $"{last.Description}{string.Join(' ', last.Data)}", StringComparison.Ordinal);
    }

    private static void AssertLoggedOnce(CacheProcess cache, string reason)
        => Assert.Single(cache.Logs.GetSnapshot(), line => IsOurs(line) && line.Message.Contains(reason, StringComparison.Ordinal));

    // The framework logs what health says each time that it is asked.
    private static bool IsOurs(FakeLogRecord line) => line.Level >= LogLevel.Warning && line.Category!.StartsWith("CacheLayer", StringComparison.Ordinal);

    private static Task<HealthReport> HealthAsync(CacheProcess cache) => cache.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    // Alike ones that follow each other are one entry, which counts them.
    private async Task<long> RefusedLoginsAsync()
    {
        var entries = (StackExchange.Redis.RedisResult[])(await Node.ExecuteAsync("ACL", "LOG"))!;
        return entries.Select(entry => ((StackExchange.Redis.RedisResult[])entry!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!))
            .Where(entry => entry["reason"] is "auth").Sum(entry => long.Parse(entry["count"]));
    }
}
