using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Carries out a batch of records: invalidates, and puts aside what cannot be carried out. Then they may be acknowledged.</summary>
internal sealed class BatchProcessor(
    PersistentInvalidator invalidator,
    DeadLetterStream deadLetters,
    CacheMetrics cacheMetrics,
    InvalidatorMetrics metrics,
    IOptions<InvalidatorOptions> options,
    TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    public async Task<BatchOutcome> ProcessAsync(IReadOnlyList<ChangeRecord> records, CancellationToken stopping)
    {
        var parsed = Parse(records);
        var (deleted, failed) = await CarryOutAsync(parsed, isFirstTime: true, stopping);

        List<DeadLetter> letters =
        [
            .. parsed.Where(entry => entry.Body.Rejection is not null).Select(entry => ToLetter(entry.Record, entry.Body.Rejection!, "rejected", entry.Record.Attempts)),
            .. failed.Select(entry => ToLetter(entry.Record, "The invalidation failed.", "failed", entry.Record.Attempts + 1)),
        ];
        // Before the records are acknowledged: a worker that is killed in between writes a dead letter twice rather than never.
        await Task.WhenAll(letters.Select(deadLetters.AddAsync));
        return new(deleted, letters.Count);
    }

    /// <summary>Carries out records that were carried out before.</summary>
    /// <returns>How many events they hold.</returns>
    public async Task<int> RepeatAsync(IReadOnlyList<ChangeRecord> records, CancellationToken stopping)
    {
        var parsed = Parse(records);
        await CarryOutAsync(parsed, isFirstTime: false, stopping);
        return parsed.Sum(entry => entry.Body.Planned.Count);
    }

    private ParsedRecord[] Parse(IReadOnlyList<ChangeRecord> records)
        => [.. records.Select(record => new ParsedRecord(record, ChangeParser.Parse(record.Body, _maxBodyBytes)))];

    /// <summary>Carries out all entries together.</summary>
    /// <returns>How many cache entries are gone, and the records that failed, though the cache was there.</returns>
    private async Task<(int Deleted, IReadOnlyList<ParsedRecord> Failed)> CarryOutAsync(ParsedRecord[] entries, bool isFirstTime, CancellationToken stopping)
    {
        if (await TryInvalidateAsync(entries, isFirstTime, stopping) is { } all)
        {
            return (all, []);
        }

        // One of them fails, for a reason that nobody thought of: one by one, so that it stops no other.
        var deleted = 0;
        var failed = new List<ParsedRecord>();
        foreach (var entry in entries)
        {
            if (await TryInvalidateAsync([entry], isFirstTime, stopping) is { } some)
            {
                deleted += some;
            }
            else
            {
                failed.Add(entry);
            }
        }

        return (deleted, failed);
    }

    /// <returns>How many cache entries are gone, or null when it failed.</returns>
    private async Task<int?> TryInvalidateAsync(ParsedRecord[] entries, bool isFirstTime, CancellationToken stopping)
    {
        try
        {
            var result = await invalidator.InvalidateAsync(entries.SelectMany(entry => entry.Body.Planned), stopping);
            if (isFirstTime)
            {
                Measure(entries, result);
            }

            return result.Deleted;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.InvalidationFailed(exception);
            return null;
        }
    }

    private void Measure(ParsedRecord[] entries, InvalidationResult result)
    {
        var now = clock.GetUtcNow();
        foreach (var (record, body) in entries)
        {
            foreach (var done in body.Planned)
            {
                metrics.Invalidated(done);
                metrics.Passed(Hop.Published, done.OccurredAt, record.PublishedAt);
                metrics.Passed(Hop.Received, record.PublishedAt, record.ReceivedAt);
                metrics.Passed(Hop.Deleted, result.DeletedAfter);
                metrics.Passed(Hop.Replicated, result.ConfirmedAfter - result.DeletedAfter);
                if (done.OccurredAt is { } at)
                {
                    // The clock of whoever made the change may be ahead of ours.
                    cacheMetrics.RecordInvalidation(now > at ? now - at : TimeSpan.Zero);
                }
            }
        }
    }

    private DeadLetter ToLetter(ChangeRecord record, string reason, string outcome, int attempts)
    {
        metrics.PutAside(outcome);
        logger.PutAside(record.Id, reason);
        return new(record.Id, reason, attempts, record.Body.AsMemory(0, Math.Min(record.Body?.Length ?? 0, _maxBodyBytes)));
    }
}
