using System.Globalization;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Telemetry;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Streams;

/// <summary>Reads the stream of changes as one consumer of the group.</summary>
/// <param name="events">A connection to the event node.</param>
/// <param name="waiting">Another one that nothing else uses: reads on it wait for entries to come.</param>
internal sealed class ChangeStreamConsumer(IConnectionMultiplexer events, IConnectionMultiplexer waiting)
{
    /// <summary>The first id, where claiming begins, and what it returns at its end.</summary>
    public const string Start = "0-0";

    private const string New = ">";
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    // Well below the connection's timeout, and short enough to stop and to look after others' entries in good time.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Unique per process: two that shared a name would take each other's entries for their own.</summary>
    private readonly string _name = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private IDatabase Database => events.GetDatabase();

    /// <summary>Creates the group where it is missing, from the beginning of the stream, so that nothing is skipped.</summary>
    /// <returns>Whether it was missing.</returns>
    public async Task<bool> EnsureGroupAsync()
    {
        try
        {
            return await Database.StreamCreateConsumerGroupAsync(ChangeStream.Name, ChangeStream.Group, Start, createStream: true);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Entries that nobody has read; waits a moment for some to come.</summary>
    public Task<IReadOnlyList<StreamRecord>> ReadNewAsync(int count) => ReadAsync(count, New);

    /// <summary>Entries behind an id that this process read and did not acknowledge, because a connection broke in between.</summary>
    /// <remarks>On the connection of the other reads, because a read that has timed out here may still be under way on it.</remarks>
    public Task<IReadOnlyList<StreamRecord>> ReadOwnAsync(string after, int count) => ReadAsync(count, after);

    /// <summary>Takes over entries that were read at least <paramref name="idle"/> ago and not acknowledged since.</summary>
    public async Task<ClaimedRecords> ClaimAsync(string from, TimeSpan idle, int count)
    {
        // [next, [[id, [field, value, ...]], ...], [id, ...]]; Redis 6.2 has no third part, and null in the place of an entry that was trimmed.
        var reply = (RedisResult[])(await Database.ExecuteAsync(
            "XAUTOCLAIM", ChangeStream.Name, ChangeStream.Group, _name, (long)idle.TotalMilliseconds, from, "COUNT", count))!;
        var entries = (RedisResult[])reply[1]!;
        StreamRecord[] records = [.. entries.Where(static entry => !entry.IsNull).Select(ToRecord)];
        return new(records, (string)reply[0]!, reply.Length > 2 ? ((RedisResult[])reply[2]!).Length : 0, HasUnnamed: records.Length < entries.Length);
    }

    /// <summary>Reports that entries are still being carried out, so that no other consumer takes them over.</summary>
    public Task KeepAsync(IReadOnlyCollection<string> ids)
        => Database.StreamClaimIdsOnlyAsync(ChangeStream.Name, ChangeStream.Group, _name, 0, [.. ids.Select(id => (RedisValue)id)]);

    /// <summary>Entries from an id on, whoever read them; an opening parenthesis before the id leaves that one out.</summary>
    public async Task<IReadOnlyList<StreamRecord>> ReadPastAsync(string from, int count)
        => [.. (await Database.StreamRangeAsync(ChangeStream.Name, from, "+", count)).Select(ToRecord)];

    /// <summary>The id that an entry appended <paramref name="window"/> ago would have, on the event node's clock.</summary>
    public async Task<string> IdOfAsync(TimeSpan window)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds((long)(await Database.ExecuteAsync("TIME"))[0]);
        return (now - window).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Looks up how often entries of this consumer were delivered.</summary>
    /// <param name="own">The entries.</param>
    /// <param name="others">How many more of its entries there may be between them.</param>
    public async Task<IReadOnlyList<StreamRecord>> WithAttemptsAsync(IReadOnlyList<StreamRecord> own, int others)
    {
        var pending = await Database.StreamPendingMessagesAsync(ChangeStream.Name, ChangeStream.Group, own.Count + others, _name, own[0].Id, own[^1].Id);
        var attempts = pending.ToDictionary(entry => (string)entry.MessageId!, entry => entry.DeliveryCount);
        return [.. own.Select(record => record with { Attempts = attempts.GetValueOrDefault(record.Id, record.Attempts) })];
    }

    public Task AcknowledgeAsync(IReadOnlyList<string> ids)
        => Database.StreamAcknowledgeAsync(ChangeStream.Name, ChangeStream.Group, [.. ids.Select(id => (RedisValue)id)]);

    /// <summary>Takes this consumer, and those that have not been heard of for an hour, out of the group, unless entries are left to them.</summary>
    public Task LeaveAsync() => LeaveScript.EvaluateAsync(Database, _name, Forgotten);

    private async Task<IReadOnlyList<StreamRecord>> ReadAsync(int count, string position)
    {
        var reply = await waiting.GetDatabase().ExecuteAsync(
            "XREADGROUP", "GROUP", ChangeStream.Group, _name, "COUNT", count, "BLOCK", (long)LongestWait.TotalMilliseconds, "STREAMS", ChangeStream.Name, position);
        // [[stream, [[id, [field, value, ...]], ...]]], or null when no entry came.
        return reply.IsNull ? [] : [.. ((RedisResult[])reply[0][1]!).Select(ToRecord)];
    }

    // An entry that was trimmed away while it was pending has no fields any more.
    private static StreamRecord ToRecord(RedisResult entry)
    {
        NameValueEntry[] fields = entry[1].IsNull ? [] : [.. ((RedisValue[])entry[1]!).Chunk(2).Where(pair => pair.Length is 2).Select(pair => new NameValueEntry(pair[0], pair[1]))];
        return ToRecord(new StreamEntry(entry[0].ToString(), fields)) with { IsTrimmed = entry[1].IsNull };
    }

    private static StreamRecord ToRecord(StreamEntry entry)
        => new(entry.Id!, entry[ChangeStream.BodyField], MessageTrace.Read(entry[MessageTrace.Parent], entry[MessageTrace.State]));
}
