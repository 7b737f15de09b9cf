using System.Threading.Channels;
using CacheLayer.Invalidator.Streams;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Worker;

/// <summary>When another cache node becomes the primary, carries out the last events again: it may have missed them.</summary>
internal sealed class PromotionReplay(
    CacheInvalidator invalidator,
    ChangeStreamConsumer stream,
    BatchProcessor processor,
    IOptions<InvalidatorOptions> options,
    TimeProvider clock,
    ILogger<PromotionReplay> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    // Promotions during a replay need one more replay, however many they are.
    private readonly Channel<bool> _promotions = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        invalidator.PrimaryChanged += OnPrimaryChanged;
        try
        {
            await foreach (var _ in _promotions.Reader.ReadAllAsync(stoppingToken))
            {
                await ReplayAsync(stoppingToken);
            }
        }
        finally
        {
            invalidator.PrimaryChanged -= OnPrimaryChanged;
        }
    }

    private void OnPrimaryChanged() => _promotions.Writer.TryWrite(true);

    private async Task ReplayAsync(CancellationToken stoppingToken)
    {
        try
        {
            var count = 0;
            var from = await stream.IdOfAsync(options.Value.ReplayWindow);
            while (await stream.ReadPastAsync(from, options.Value.BatchSize) is { Count: > 0 } records)
            {
                await processor.RepeatAsync(records, stoppingToken);
                count += records.Count;
                from = $"({records[^1].Id}";
            }

            logger.Replayed(count);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.ReplayInterrupted(exception);
            await Task.Delay(RetryPause, clock, stoppingToken);
            OnPrimaryChanged();
        }
    }
}
