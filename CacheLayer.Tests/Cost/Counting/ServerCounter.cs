using StackExchange.Redis;

namespace CacheLayer.Tests.Cost.Counting;

/// <summary>Has a server count what is done to it.</summary>
internal sealed class ServerCounter(IDatabase database)
{
    /// <summary>What the server counted while something was done, without the counting itself.</summary>
    public async Task<ServerCounts> CountAsync(Func<Task> action)
    {
        var first = await ReadAsync();
        var before = await ReadAsync();
        await action();
        var after = await ReadAsync();
        return after.Since(before).Since(before.Since(first));
    }

    private async Task<ServerCounts> ReadAsync() => ServerCounts.Parse((string)(await database.ExecuteAsync("INFO", "stats", "commandstats"))!);
}
