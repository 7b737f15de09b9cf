using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Storage;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

/// <summary>Publishes what is in the outbox, and tries again until each event is on the stream.</summary>
internal sealed class ChangePublisher : BackgroundService
{
    private const int BatchSize = 256;
    private static readonly TimeSpan LastAttempts = TimeSpan.FromSeconds(2);

    private readonly ChangeOutbox _outbox;
    private readonly ChangeWriter _writer;
    private readonly bool _isDurable;
    private readonly IConnectionMultiplexer _events;
    private readonly int _maxLength;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _untilPublished;

    public ChangePublisher(
        ChangeOutbox outbox, ChangeWriter writer, ChangeDatabase database, IConnectionMultiplexer events, IOptions<EventOptions> options, TimeProvider clock, ILogger<ChangePublisher> logger)
    {
        (_outbox, _writer, _isDurable) = (outbox, writer, database.IsDurable);
        (_events, _maxLength, _clock, _logger) = (events, options.Value.StreamMaxLength, clock, logger);
        _untilPublished = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                // A repeated attempt may append an event twice, which does no harm: invalidations are idempotent.
                ShouldHandle = new PredicateBuilder().Handle<RedisException>().Handle<TimeoutException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(1),
                UseJitter = true,
                OnRetry = OnRetry,
            })
            .Build();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _outbox.Complete();
        await Task.WhenAny(ExecuteTask ?? Task.CompletedTask, Task.Delay(LastAttempts, _clock, cancellationToken));
        await base.StopAsync(cancellationToken);
        if (_outbox.Unpublished is > 0 and var left)
        {
            if (_isDurable)
            {
                _logger.EventsKept(left);
            }
            else
            {
                _logger.EventsLost(left);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<PendingEvent>(BatchSize);
        while (await _outbox.Pending.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && _outbox.Pending.TryRead(out var change))
            {
                batch.Add(change);
            }

            // Sent in their order, answered together. A repeated one may overtake others, which does no harm: versions tell them apart.
            await Task.WhenAll(batch.Select(change => PublishAsync(change, stoppingToken)));
            _writer.SetPublished(batch[^1].Sequence);
            batch.Clear();
            if (_outbox.IsStuck)
            {
                _outbox.IsStuck = false;
                _logger.PublishingAgain();
            }
        }
    }

    private async Task PublishAsync(PendingEvent change, CancellationToken cancellationToken)
    {
        var id = await _untilPublished.ExecuteAsync(
            async (body, _) => await _events.GetDatabase().StreamAddAsync(ChangeStream.Name, ChangeStream.BodyField, body, maxLength: _maxLength, useApproximateMaxLength: true),
            change.Body,
            cancellationToken);
        _outbox.SetPublished(change, id);
    }

    private ValueTask OnRetry(OnRetryArguments<object> arguments)
    {
        if (!_outbox.IsStuck)
        {
            _outbox.IsStuck = true;
            _logger.PublishingStuck(arguments.Outcome.Exception!);
        }

        return ValueTask.CompletedTask;
    }
}
