using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Streams;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Lag;

/// <summary>Measures what waits on the stream of changes, for all workers of the group together, on the event node's clock.</summary>
internal sealed class StreamBacklog(IConnectionMultiplexer events) : IBacklog
{
    private const int MostCounted = 1000;

    public async Task<Backlog> MeasureAsync(CancellationToken stopping)
    {
        var database = events.GetDatabase();
        if (!await database.KeyExistsAsync(ChangeStream.Name)
            || Array.Find(await database.StreamGroupInfoAsync(ChangeStream.Name), group => group.Name == ChangeStream.Group) is not { Name: not null } group)
        {
            return Backlog.None;
        }

        var pending = await database.StreamPendingAsync(ChangeStream.Name, ChangeStream.Group);
        // Redis 6.2 does not say how many are unread, and later ones not after every trim: so many are counted then.
        var unread = await database.StreamRangeAsync(ChangeStream.Name, $"({group.LastDeliveredId}", "+", count: group.Lag is null ? MostCounted : 1);
        string?[] oldest = [pending.PendingMessageCount is 0 ? null : (string?)pending.LowestPendingMessageId, unread is [var first, ..] ? (string?)first.Id : null];
        var depth = pending.PendingMessageCount + (group.Lag ?? unread.Length);
        if (oldest.OfType<string>().Select(StreamId.Published).Min() is not { } since)
        {
            return Backlog.None;
        }

        var time = await database.ExecuteAsync("TIME");
        var now = DateTimeOffset.FromUnixTimeSeconds((long)time[0]).AddMicroseconds((long)time[1]);
        return new(depth, now > since ? now - since : TimeSpan.Zero);
    }
}
