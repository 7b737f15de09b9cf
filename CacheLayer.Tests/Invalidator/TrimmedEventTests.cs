using System.Diagnostics.Metrics;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Telemetry;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheLayer.Tests.Invalidator;

/// <summary>Events that are trimmed from the stream while they are pending: there is nothing to carry out, and nothing to put aside.</summary>
[Trait("Tier", "redis")]
public sealed class TrimmedEventTests(RedisSingleFixture cache, EventNodeFixture events) : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    private const int Count = 19;

    [Fact]
    public async Task Own_ones_are_skipped_once_and_counted()
    {
        await events.Node.ExecuteAsync("DEL", ChangeStream.Name);
        await events.Node.ExecuteAsync("ACL", "SETUSER", "default", "-xack");
        for (var i = 0; i < Count; i++)
        {
            await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001"}""");
        }

        await using var invalidator = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString);
        using var trimmed = Collect(invalidator);
        await Eventually.AsyncThat("all are pending", async () => await PendingAsync() is Count);
        await events.Node.ExecuteAsync("XTRIM", ChangeStream.Name, "MAXLEN", 0);

        // What was read before that is refused now; what is read from now on has no body.
        var refused = await RefusedAsync();
        await Eventually.AsyncThat("two more acknowledgements are refused", async () => await RefusedAsync() >= refused + 2);
        await events.Node.ExecuteAsync("ACL", "SETUSER", "default", "+xack");

        await Eventually.AsyncThat("none is pending", async () => await PendingAsync() is 0);
        await Eventually.That("they are counted", () => trimmed.GetMeasurementSnapshot().Count > 0);
        Assert.Equal(0, (int)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters));
        Assert.Equal(Count, trimmed.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
    }

    [Fact]
    public async Task Those_of_a_worker_that_is_gone_are_skipped_and_counted()
    {
        await events.Node.ExecuteAsync("DEL", ChangeStream.Name);
        await events.Node.ExecuteAsync("XGROUP", "CREATE", ChangeStream.Name, ChangeStream.Group, "0", "MKSTREAM");
        for (var i = 0; i < Count; i++)
        {
            await events.AppendAsync("""{"event_type":"product_updated","asin":"B000000001"}""");
        }

        await events.Node.ExecuteAsync("XREADGROUP", "GROUP", ChangeStream.Group, "gone", "COUNT", Count, "STREAMS", ChangeStream.Name, ">");
        await events.Node.ExecuteAsync("XTRIM", ChangeStream.Name, "MAXLEN", 0);

        // Nothing is taken over before the counter is listened to.
        await events.Node.ExecuteAsync("ACL", "SETUSER", "default", "-xautoclaim");
        await using var invalidator = await InvalidatorUnderTest.StartAsync(cache.Redis.ConnectionString, events.ConnectionString, "Invalidator:ClaimIdle=00:00:00.1");
        using var trimmed = Collect(invalidator);
        await events.Node.ExecuteAsync("ACL", "SETUSER", "default", "+xautoclaim");

        await Eventually.AsyncThat("none is pending", async () => await PendingAsync() is 0);
        await Eventually.That("they are counted", () => trimmed.GetMeasurementSnapshot().Sum(measurement => measurement.Value) is Count);
        Assert.Equal(0, (int)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters));
    }

    private static MetricCollector<long> Collect(InvalidatorUnderTest invalidator)
        => new(invalidator.Services.GetRequiredService<IMeterFactory>(), InvalidatorMetrics.MeterName, "invalidator.trimmed");

    private async Task<long> RefusedAsync()
        => (await events.Node.InfoAsync("cmdstat_xack")).Split("rejected_calls=") is [_, var rest] ? long.Parse(rest.Split(',')[0]) : 0;

    private async Task<int> PendingAsync() => (int)(await events.Node.ExecuteAsync("XPENDING", ChangeStream.Name, ChangeStream.Group))[0];
}
