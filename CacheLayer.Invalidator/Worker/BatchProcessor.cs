using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Streams;
using CacheLayer.Invalidator.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Carries out a batch of stream entries: invalidate, put aside what cannot be, and only then acknowledge.</summary>
internal sealed class BatchProcessor(
    ChangeStreamConsumer stream,
    PersistentInvalidator invalidator,
    DeadLetterStream deadLetters,
    CacheMetrics cacheMetrics,
    InvalidatorMetrics metrics,
    IOptions<InvalidatorOptions> options,
    TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    public async Task ProcessAsync(IReadOnlyList<StreamRecord> records, CancellationToken stopping)
    {
        var parsed = records.Select(record => (Record: record, Body: Parse(record))).ToArray();
        var letters = parsed.Where(entry => entry.Body.Rejection is not null)
            .Select(entry => ToLetter(entry.Record, entry.Body.Rejection!, attempts: 1)).ToList();
        metrics.PutAside(letters.Count, "rejected");

        if (!await TryInvalidateAsync([.. parsed.SelectMany(entry => entry.Body.Planned)], stopping))
        {
            // Something in this batch fails, for a reason that nobody thought of: one by one, so that it stops no other.
            foreach (var (record, body) in parsed)
            {
                if (!await TryInvalidateAsync(body.Planned, stopping))
                {
                    letters.Add(ToLetter(record, "The invalidation failed.", attempts: 2));
                    metrics.PutAside(1, "failed");
                }
            }
        }

        // Before the entries are acknowledged: a worker that is killed in between writes a dead letter twice rather than never.
        await Task.WhenAll(letters.Select(deadLetters.AddAsync));
        await stream.AcknowledgeAsync(records);
    }

    /// <summary>Carries out entries that were carried out before.</summary>
    public async Task RepeatAsync(IReadOnlyList<StreamRecord> records, CancellationToken stopping)
    {
        PlannedInvalidation[] planned = [.. records.SelectMany(record => Parse(record).Planned)];
        await invalidator.InvalidateAsync(planned, stopping);
        metrics.Repeated(planned.Length);
    }

    private ParsedBody Parse(StreamRecord record) => ChangeParser.Parse(record.Body, _maxBodyBytes);

    private async Task<bool> TryInvalidateAsync(IReadOnlyList<PlannedInvalidation> planned, CancellationToken stopping)
    {
        try
        {
            await invalidator.InvalidateAsync(planned, stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.InvalidationFailed(exception);
            return false;
        }

        var now = clock.GetUtcNow();
        foreach (var done in planned)
        {
            metrics.Invalidated(done);
            if (done.OccurredAt is { } at)
            {
                // The clock of whoever made the change may be ahead of ours.
                cacheMetrics.RecordInvalidation(now > at ? now - at : TimeSpan.Zero);
            }
        }

        return true;
    }

    private DeadLetter ToLetter(StreamRecord record, string reason, int attempts)
    {
        logger.PutAside(record.Id, reason);
        return new(record.Id, reason, attempts, record.Body.AsMemory(0, Math.Min(record.Body?.Length ?? 0, _maxBodyBytes)));
    }
}
