using StackExchange.Redis;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>A cache over Redis, used by several processes, that histories are run against.</summary>
internal interface ICacheUnderTest : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Whether a reader may wait for another one's fetch instead of having its own; asked about itself, whether for one that nobody knows of.</summary>
    bool MayWait(int reader, int other);

    /// <summary>Reads a version, or fetches it.</summary>
    /// <param name="reader">Who reads; the cache decides which process that is.</param>
    /// <param name="id">The id.</param>
    /// <param name="fetch">Asks the origin.</param>
    ValueTask<long> GetOrFetchAsync(int reader, string id, Func<Task<long>> fetch);

    /// <summary>Invalidates; returns when it is acknowledged.</summary>
    Task InvalidateAsync(string id, long version);

    /// <summary>The entry's keys in Redis: the value's, then the lease's and others where there are any.</summary>
    RedisKey[] Keys(string id);
}
