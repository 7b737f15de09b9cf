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
        var receivedAt = clock.GetUtcNow();
        var parsed = Parse(records);
        var failed = await CarryOutAsync(parsed, receivedAt, stopping);

        List<DeadLetter> letters =
        [
            .. parsed.Where(entry => entry.Body.Rejection is not null).Select(entry => ToLetter(entry.Record, entry.Body.Rejection!, "rejected", attempts: 1)),
            .. failed.Select(entry => ToLetter(entry.Record, "The invalidation failed.", "failed", attempts: 2)),
        ];
        // Before the entries are acknowledged: a worker that is killed in between writes a dead letter twice rather than never.
        await Task.WhenAll(letters.Select(deadLetters.AddAsync));
        await stream.AcknowledgeAsync(records);
    }

    /// <summary>Carries out entries that were carried out before.</summary>
    public async Task RepeatAsync(IReadOnlyList<StreamRecord> records, CancellationToken stopping)
    {
        var parsed = Parse(records);
        await CarryOutAsync(parsed, receivedAt: null, stopping);
        metrics.Repeated(parsed.Sum(entry => entry.Body.Planned.Count));
    }

    private ParsedRecord[] Parse(IReadOnlyList<StreamRecord> records)
        => [.. records.Select(record => new ParsedRecord(record, ChangeParser.Parse(record.Body, _maxBodyBytes)))];

    /// <summary>Carries out all entries together.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="receivedAt">When they were, or null when they were measured before.</param>
    /// <param name="stopping">The service stops.</param>
    /// <returns>Those that failed, though the cache was there.</returns>
    private async Task<IReadOnlyList<ParsedRecord>> CarryOutAsync(ParsedRecord[] entries, DateTimeOffset? receivedAt, CancellationToken stopping)
    {
        if (await TryInvalidateAsync(entries, receivedAt, stopping))
        {
            return [];
        }

        // One of them fails, for a reason that nobody thought of: one by one, so that it stops no other.
        var failed = new List<ParsedRecord>();
        foreach (var entry in entries)
        {
            if (!await TryInvalidateAsync([entry], receivedAt, stopping))
            {
                failed.Add(entry);
            }
        }

        return failed;
    }

    private async Task<bool> TryInvalidateAsync(ParsedRecord[] entries, DateTimeOffset? receivedAt, CancellationToken stopping)
    {
        try
        {
            var result = await invalidator.InvalidateAsync(entries.SelectMany(entry => entry.Body.Planned), stopping);
            if (receivedAt is { } at)
            {
                Measure(entries, at, result);
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.InvalidationFailed(exception);
            return false;
        }
    }

    private void Measure(ParsedRecord[] entries, DateTimeOffset receivedAt, InvalidationResult result)
    {
        var now = clock.GetUtcNow();
        foreach (var (record, body) in entries)
        {
            var publishedAt = StreamId.Published(record.Id);
            foreach (var done in body.Planned)
            {
                metrics.Invalidated(done);
                metrics.Passed(Hop.Received, receivedAt - publishedAt);
                metrics.Passed(Hop.Deleted, result.DeletedAfter);
                metrics.Passed(Hop.Replicated, result.ConfirmedAfter - result.DeletedAfter);
                if (done.OccurredAt is { } at)
                {
                    metrics.Passed(Hop.Published, publishedAt - at);
                    // The clock of whoever made the change may be ahead of ours.
                    cacheMetrics.RecordInvalidation(now > at ? now - at : TimeSpan.Zero);
                }
            }
        }
    }

    private DeadLetter ToLetter(StreamRecord record, string reason, string outcome, int attempts)
    {
        metrics.PutAside(outcome);
        logger.PutAside(record.Id, reason);
        return new(record.Id, reason, attempts, record.Body.AsMemory(0, Math.Min(record.Body?.Length ?? 0, _maxBodyBytes)));
    }
}
