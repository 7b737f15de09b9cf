using System.Net;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.OriginMock;

[Trait("Tier", "faults")]
public sealed class FaultTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    [Theory]
    [InlineData("""{"outage":true}""")]
    [InlineData("""{"error_rate":1}""")]
    public async Task Reads_fail_while_they_are_told_to(string faults)
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        Assert.Equal(200, (await origin.PutAsync("/faults", faults)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await origin.Http.GetAsync("/products/B000000001")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await origin.Http.GetAsync("/health")).StatusCode);

        await origin.PutAsync("/faults", """{"outage":false,"error_rate":0}""");
        Assert.Equal(HttpStatusCode.OK, (await origin.Http.GetAsync("/products/B000000001")).StatusCode);
    }

    [Fact]
    public async Task A_fault_that_is_not_named_stays_as_it_is()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:LatencyMs=7");
        var (_, faults) = await origin.PutAsync("/faults", """{"jitter_ms":3}""");
        Assert.Equal(7, faults.GetProperty("latency_ms").GetInt32());
        Assert.Equal(3, faults.GetProperty("jitter_ms").GetInt32());
    }

    [Fact]
    public async Task While_the_event_node_is_away_a_change_is_made_once_in_doubt_and_then_refused_until_it_is_back()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, "Origin:Events:PublishTimeout=00:00:00.3");
        events.Node.Process.Kill();

        var (doubtful, inDoubt) = await origin.PutAsync("/products/B000000001/price", """{"price":77}""");
        var (refused, nothing) = await origin.PutAsync("/products/B000000001/price", """{"price":88}""");

        Assert.Equal((503, true), (doubtful, inDoubt.GetProperty("applied").GetBoolean()));
        Assert.Equal((503, false), (refused, nothing.GetProperty("applied").GetBoolean()));
        Assert.Equal(77m, (await origin.GetAsync("/products/B000000001")).GetProperty("price").GetDecimal());

        await events.StartAsync();
        var version = inDoubt.GetProperty("version").GetInt64();
        await Eventually.AsyncThat("the event of the doubtful change is on the stream", async () => (await events.BodiesAsync()).Any(body => body.Contains($"{version}", StringComparison.Ordinal)));
        await Eventually.AsyncThat("changes are accepted", async () => (await origin.PutAsync("/products/B000000001/price", """{"price":99}""")).Status == 200);
    }

    [Theory]
    [InlineData("Origin:LatencyMs=-1", "Origin:LatencyMs")]
    [InlineData("Origin:ErrorRate=2", "Origin:ErrorRate")]
    [InlineData("Origin:Catalogue:Size=0", "Origin:Catalogue:Size")]
    [InlineData("Origin:Events:StreamMaxLength=1", "Origin:Events:StreamMaxLength")]
    [InlineData("Origin:Events:PublishTimeout=00:00:00", "Origin:Events:PublishTimeout")]
    [InlineData("Admin:Key=", "Admin:Key")]
    public async Task A_bad_setting_keeps_the_origin_from_starting_and_is_named(string setting, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => OriginUnderTest.StartAsync(events.ConnectionString, setting));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }
}
