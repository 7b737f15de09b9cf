using CacheLayer.Redis.Dispatch;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Invalidations;

/// <summary>Removes every value of a keyspace that was on a shard when it began, page by page; its time grows with the number of keys on the node, and no command waits for it.</summary>
/// <remarks>What is being filled meanwhile it may miss: that must have been refused before.</remarks>
internal sealed class KeyspaceScan(Keyspace keyspace, TopologyRouter shard)
{
    private const int PageLength = 2000;
    private const string Start = "0";

    private readonly string _pattern = $"{keyspace.Prefix}:*";
    private IDatabase? _db;
    private string _next = Start;
    private string _after = Start;

    /// <summary>The keys of the page that was removed last.</summary>
    public IReadOnlyList<string> Page { get; private set; } = [];

    /// <summary>Removes a page; the same one again when it was not confirmed, and from the start when the primary is another one: a cursor is its node's.</summary>
    public async Task<int> PageAsync(ReplicatedWrite write, CancellationToken cancellationToken)
    {
        var db = await write.PrimaryAsync(shard, cancellationToken).ConfigureAwait(false);
        if (db != _db)
        {
            _db = db;
            _next = Start;
        }

        var reply = await db.ExecuteAsync("SCAN", _next, "MATCH", _pattern, "COUNT", PageLength).ConfigureAwait(false);
        _after = (string)reply[0]!;
        Page = Array.FindAll((string[])reply[1]!, KeyLayout.IsValue);

        if (Page.Count > 0)
        {
            write.Writes(shard, Page[0]);
        }

        // One by one, because they may lie in different slots; pipelined all the same.
        return (await Task.WhenAll(Page.Select(key => db.KeyDeleteAsync([key, KeyLayout.Ties(key)]))).ConfigureAwait(false)).Count(removed => removed > 0);
    }

    /// <returns>Whether there is another page.</returns>
    public bool Advance()
    {
        _next = _after;
        return _next is not Start;
    }
}
