using CacheLayer.Invalidator.Streams;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Takes entries from the stream, batch after batch, each at least once.</summary>
internal sealed class InvalidationWorker(
    ChangeStreamConsumer stream,
    BatchProcessor processor,
    IOptions<InvalidatorOptions> options,
    TimeProvider clock,
    ILogger<InvalidationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly int _batchSize = options.Value.BatchSize;
    private readonly TimeSpan _claimIdle = options.Value.ClaimIdle;
    private bool _hadGroup;
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EnsureGroupAsync();
                await FinishOwnAsync(stoppingToken);
                await ConsumeAsync(stoppingToken);
                await stream.LeaveAsync();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // Also how a lost group or stream shows: the next round makes it anew.
                if (!_isAway)
                {
                    _isAway = true;
                    logger.StreamAway(exception);
                }

                await Task.Delay(RetryPause, clock, stoppingToken);
            }
        }
    }

    private async Task EnsureGroupAsync()
    {
        if (await stream.EnsureGroupAsync() && _hadGroup)
        {
            logger.GroupLost();
        }

        _hadGroup = true;
    }

    private async Task FinishOwnAsync(CancellationToken stoppingToken)
    {
        while (await stream.ReadOwnAsync(_batchSize) is { Count: > 0 } own)
        {
            await processor.ProcessAsync(own, stoppingToken);
        }
    }

    private async Task ConsumeAsync(CancellationToken stoppingToken)
    {
        long? claimed = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (claimed is not { } last || clock.GetElapsedTime(last) >= _claimIdle / 2)
            {
                await ClaimAsync(stoppingToken);
                claimed = clock.GetTimestamp();
            }

            if (await stream.ReadNewAsync(_batchSize) is { Count: > 0 } records)
            {
                await processor.ProcessAsync(records, stoppingToken);
            }

            if (_isAway)
            {
                _isAway = false;
                logger.StreamBack();
            }
        }
    }

    /// <summary>Takes over what workers that are gone had in hand.</summary>
    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        var next = ChangeStreamConsumer.Start;
        do
        {
            (var records, next) = await stream.ClaimAsync(next, _claimIdle, _batchSize);
            if (records.Count > 0)
            {
                logger.TakenOver(records.Count);
                await processor.ProcessAsync(records, stoppingToken);
            }
        }
        while (next != ChangeStreamConsumer.Start);
    }
}
