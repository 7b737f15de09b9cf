using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CacheLayer.Tests.Sns;

[Trait("Tier", "unit")]
public sealed class SnsSourceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SnsSource _source;

    public SnsSourceTests() => _source = new(Options.Create(new InvalidatorOptions { BatchSize = 2 }), _clock) { MaxOpen = 10 };

    [Fact]
    public async Task A_delivery_returns_when_it_is_acknowledged_and_at_once_when_it_comes_again()
    {
        var delivery = DeliverAsync("1");
        var record = Assert.Single(await _source.ReceiveAsync(CancellationToken.None));
        Assert.False(delivery.IsCompleted);

        await _source.AcknowledgeAsync([record]);

        await delivery;
        await DeliverAsync("1");
    }

    [Fact]
    public async Task A_delivery_that_takes_too_long_is_to_come_again_and_is_carried_out_once()
    {
        var delivery = DeliverAsync("1");
        var records = await _source.ReceiveAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(503, (await Assert.ThrowsAsync<SnsRefusedException>(() => delivery)).Status);

        var again = DeliverAsync("1");
        await _source.AcknowledgeAsync(records);
        await again;

        var other = DeliverAsync("2");
        Assert.Equal("2", Assert.Single(await _source.ReceiveAsync(CancellationToken.None)).Id);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task What_was_received_and_not_acknowledged_comes_again_first_and_says_so()
    {
        Task[] deliveries = [DeliverAsync("1"), DeliverAsync("2"), DeliverAsync("3")];
        Assert.Equal(["1", "2"], (await _source.ReceiveAsync(CancellationToken.None)).Select(record => record.Id));

        await _source.OpenAsync(CancellationToken.None);

        var again = await _source.ReceiveAsync(CancellationToken.None);
        Assert.Equal([("1", 2), ("2", 2)], again.Select(record => (record.Id, record.Attempts)));
        await _source.AcknowledgeAsync(again);
        var last = await _source.ReceiveAsync(CancellationToken.None);
        Assert.Equal([("3", 1)], last.Select(record => (record.Id, record.Attempts)));
        await _source.AcknowledgeAsync(last);
        await Task.WhenAll(deliveries);
    }

    [Fact]
    public async Task What_is_open_when_the_service_stops_is_to_come_again()
    {
        var delivery = DeliverAsync("1");
        await _source.ReceiveAsync(CancellationToken.None);
        await _source.CloseAsync();
        Assert.Equal(503, (await Assert.ThrowsAsync<SnsRefusedException>(() => delivery)).Status);
    }

    [Fact]
    public async Task However_many_deliveries_come_no_more_than_the_limit_wait()
    {
        var deliveries = Enumerable.Range(0, 11).Select(i => DeliverAsync($"{i}")).ToArray();
        Assert.Equal(503, (await Assert.ThrowsAsync<SnsRefusedException>(() => deliveries[^1])).Status);
        await _source.CloseAsync();
        await Eventually.That("all are answered", () => deliveries.All(delivery => delivery.IsFaulted));
    }

    private Task DeliverAsync(string messageId) => _source.DeliverAsync(
        new()
        {
            Type = SnsMessage.Notification,
            MessageId = messageId,
            TopicArn = SnsSigner.Topic,
            Message = "{}",
            Timestamp = "",
            SignatureVersion = "2",
            Signature = [],
            SigningCertUrl = "",
        },
        _clock.GetUtcNow(),
        CancellationToken.None);
}
