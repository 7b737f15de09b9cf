using CacheLayer.Catalogue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.OriginMock.Events;

/// <summary>Tells when the invalidator has carried out an event, and acknowledged it: then no cache serves the old value any more.</summary>
internal sealed class InvalidationReceipts(IConnectionMultiplexer events, IOptions<EventOptions> options, TimeProvider clock, ILogger<InvalidationReceipts> logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits for the acknowledgement of an event.</summary>
    /// <returns>Whether it came in time; false at once when no invalidator has ever read the stream, or the event went to the dead letters.</returns>
    public async Task<bool> ArrivesAsync(RedisValue id)
    {
        var started = clock.GetTimestamp();
        try
        {
            while (clock.GetElapsedTime(started) < options.Value.InvalidationTimeout)
            {
                if (await IsAcknowledgedAsync(id) is not { } acknowledged)
                {
                    return false;
                }

                if (acknowledged)
                {
                    // What cannot be carried out is put aside first, and then acknowledged, too.
                    return await events.GetDatabase().SortedSetScoreAsync(ChangeStream.DeadLetterSources, id) is null;
                }

                await Task.Delay(PollInterval, clock);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The event is on the stream; only whether it was carried out is not known.
            logger.ReceiptUnknown(e);
        }

        return false;
    }

    /// <summary>Null when there is nobody to acknowledge it.</summary>
    private async Task<bool?> IsAcknowledgedAsync(RedisValue id)
    {
        var database = events.GetDatabase();
        var group = Array.Find(await database.StreamGroupInfoAsync(ChangeStream.Name), candidate => candidate.Name == ChangeStream.Group);
        if (group.Name is null)
        {
            return null;
        }

        // In this order: an entry that was delivered before, and does not wait now, was acknowledged.
        return IsAtOrAfter(group.LastDeliveredId, id)
            && (await database.StreamPendingMessagesAsync(ChangeStream.Name, ChangeStream.Group, 1, RedisValue.Null, id, id)).Length is 0;
    }

    private static bool IsAtOrAfter(string? delivered, RedisValue id)
        => delivered is not null && Parse(delivered).CompareTo(Parse(id!)) >= 0;

    // A stream id is milliseconds and a number within them.
    private static (ulong Milliseconds, ulong Number) Parse(string id)
    {
        var dash = id.IndexOf('-');
        return (ulong.Parse(id.AsSpan(0, dash)), ulong.Parse(id.AsSpan(dash + 1)));
    }
}
