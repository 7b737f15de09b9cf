using CacheLayer.Redis.Topology;
using StackExchange.Redis;

namespace CacheLayer;

/// <summary>The cache could not confirm an operation that must not be lost.</summary>
public sealed class CacheUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>
    /// Whether the primary answered, and refuses this very operation for what is stored under its keys: it will refuse it again,
    /// and others it will not. False: the cache is away or does not confirm, and nothing is known.
    /// </summary>
    public bool IsKeySpecific { get; init; }

    /// <summary>The code of the error that the primary answered with, for example <c>WRONGTYPE</c>; null when it answered with none.</summary>
    public string? ServerErrorCode => InnerException is RedisServerException error ? RedisFaults.Code(error) : null;

    /// <summary>How many entries are gone all the same, though not confirmed: they are not counted again by the next attempt.</summary>
    public int Deleted { get; init; }
}
