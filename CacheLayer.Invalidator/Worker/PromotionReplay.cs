using System.Threading.Channels;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Worker;

/// <summary>When another cache node becomes the primary, carries out the last invalidations again: it may have missed them.</summary>
internal sealed class PromotionReplay(
    CacheInvalidator invalidator,
    IEnumerable<IReplaySource> pasts,
    InvalidatorMetrics metrics,
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
            // Memory comes first: it needs nothing but the cache.
            var count = 0;
            foreach (var past in pasts)
            {
                count += await past.RepeatAsync(stoppingToken);
            }

            metrics.Repeated(count);
            logger.Replayed(count);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ReplayInterrupted(exception);
            await Task.Delay(RetryPause, clock, stoppingToken);
            OnPrimaryChanged();
        }
    }
}
