using System.Diagnostics;
using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Worker;

/// <summary>Carries out a batch of records: invalidates, and puts aside what cannot be carried out. Then they may be acknowledged.</summary>
internal sealed class BatchProcessor(
    RetryingInvalidator invalidator,
    EventMap events,
    IDeadLetters deadLetters,
    CacheMetrics cacheMetrics,
    InvalidatorMetrics metrics,
    IOptions<InvalidatorOptions> options,
    TimeProvider clock,
    ILogger<BatchProcessor> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;
    private readonly int _maxAttempts = options.Value.MaxAttempts;

    public async Task<BatchOutcome> ProcessAsync(IReadOnlyList<ChangeRecord> records, CancellationToken stopping)
    {
        var parsed = Array.ConvertAll(Parse(records), entry => entry with { Activity = ProcessActivity.Start(entry.Record, entry.Body.Traces, isAlone: records.Count is 1) });
        try
        {
            return await ProcessAsync(parsed, stopping);
        }
        finally
        {
            foreach (var entry in parsed)
            {
                entry.Activity?.Dispose();
            }
        }
    }

    private async Task<BatchOutcome> ProcessAsync(ParsedRecord[] parsed, CancellationToken stopping)
    {
        var (deleted, failed) = await CarryOutAsync(parsed, isFirstTime: true, stopping);

        List<(ChangeRecord Record, DeadLetter Letter)> letters =
        [
            .. parsed.Except(failed.Select(failure => failure.Entry)).Where(entry => entry.Body.Rejection is not null).Select(entry => ToLetter(entry, entry.Body.Rejection!, "rejected", entry.Record.Attempts)),
            .. failed.Select(failure => ToLetter(failure.Entry, failure.Reason, "failed", failure.Entry.Record.Attempts - 1 + _maxAttempts)),
        ];
        // Before the records are acknowledged: a worker that is killed in between loses none of them.
        await Task.WhenAll(letters.Select(letter => deadLetters.AddAsync(letter.Letter)));
        return new(deleted, letters.ConvertAll(letter => letter.Record));
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
        => [.. records.Select(record => new ParsedRecord(record, ChangeParser.Parse(record.Body, _maxBodyBytes, events)))];

    /// <summary>Carries out all entries together.</summary>
    /// <returns>How many cache entries are gone, and the records that failed, though the cache was there.</returns>
    private async Task<(int Deleted, IReadOnlyList<FailedRecord> Failed)> CarryOutAsync(ParsedRecord[] entries, bool isFirstTime, CancellationToken stopping)
    {
        var (deleted, error) = await TryInvalidateAsync(entries, isFirstTime, stopping);
        if (error is null)
        {
            return (deleted, []);
        }

        // One of them fails: one by one, so that it stops no other.
        IReadOnlyList<ParsedRecord> left = entries;
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++, pause *= 2)
        {
            var failed = new List<FailedRecord>();
            foreach (var entry in left)
            {
                (var some, error) = await TryInvalidateAsync([entry], isFirstTime, stopping);
                deleted += some;
                if (error is not null)
                {
                    failed.Add(new(entry, error));
                }
            }

            if (failed.Count is 0 || attempt >= _maxAttempts)
            {
                failed.ForEach(failure => logger.InvalidationFailed(failure.Error, failure.Entry.Record.Id, _maxAttempts));
                return (deleted, failed);
            }

            left = failed.ConvertAll(failure => failure.Entry);
            await Task.Delay(pause, clock, stopping);
        }
    }

    /// <returns>How many cache entries are gone, and why it failed, if it did.</returns>
    private async Task<(int Deleted, Exception? Error)> TryInvalidateAsync(ParsedRecord[] entries, bool isFirstTime, CancellationToken stopping)
    {
        try
        {
            var result = await invalidator.InvalidateAsync(entries.SelectMany(entry => entry.Body.Planned), stopping);
            if (isFirstTime)
            {
                Measure(entries, result);
            }

            return (result.Deleted, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ((exception as CacheUnavailableException)?.Deleted ?? 0, exception);
        }
    }

    private void Measure(ParsedRecord[] entries, InvalidationResult result)
    {
        metrics.Kept(result.Kept);
        var now = clock.GetUtcNow();
        foreach (var (record, body, activity) in entries)
        {
            ProcessActivity.Note(activity, result, now);
            foreach (var done in body.Planned)
            {
                metrics.Invalidated(done);
                var occurredAt = Past(done.OccurredAt, now);
                metrics.Passed(Hop.Published, occurredAt, record.PublishedAt);
                metrics.Passed(Hop.Received, record.PublishedAt, record.ReceivedAt);
                metrics.Passed(Hop.Deleted, result.DeletedAfter);
                metrics.Passed(Hop.Replicated, result.ConfirmedAfter - result.DeletedAfter);
                if (occurredAt is { } at)
                {
                    cacheMetrics.RecordInvalidation(now - at);
                }
            }
        }
    }

    /// <summary>Returns the time of a change, or null when it is in the future: a clock that is ahead gives no latency.</summary>
    private DateTimeOffset? Past(DateTimeOffset? occurredAt, DateTimeOffset now)
    {
        if (occurredAt > now)
        {
            metrics.FromTheFuture();
            return null;
        }

        return occurredAt;
    }

    private (ChangeRecord Record, DeadLetter Letter) ToLetter(ParsedRecord entry, string reason, string outcome, int attempts)
    {
        var record = entry.Record;
        entry.Activity?.SetStatus(ActivityStatusCode.Error, reason);
        metrics.DeadLettered(outcome);
        logger.DeadLettered(record.Id, reason);
        var length = record.Body?.Length ?? 0;
        return (record, new(record.Id, reason, attempts, record.Body.AsMemory(0, Math.Min(length, _maxBodyBytes)), length));
    }
}
