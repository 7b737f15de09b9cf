using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheLayer;

/// <summary>What the <see cref="HybridCache"/> on this cache does when a call does not say. The policy of its entries is that of keyspace <c>hybrid</c>: <see cref="KeyspaceOptions"/>.</summary>
public sealed class HybridCacheSettings
{
    /// <summary>The name of the keyspace in configuration, metrics and logs.</summary>
    public const string KeyspaceName = "hybrid";

    /// <summary>
    /// Expiration and flags of calls that give none; null, as the default: the keyspace's <see cref="KeyspaceOptions.Ttl"/>, and no flags.
    /// <see cref="HybridCacheEntryOptions.LocalCacheExpiration"/> and the flags of the local cache have no effect.
    /// </summary>
    public HybridCacheEntryOptions? DefaultEntryOptions { get; set; }

    /// <summary>The longest key, in characters; 1 to 65,536. The values of longer ones are not cached.</summary>
    /// <value>1,024.</value>
    [Range(1, 65_536)]
    public int MaximumKeyLength { get; set; } = 1024;

    /// <summary>To be raised when old entries mean something else although their types look the same; members, their types and what is required of them count without that.</summary>
    /// <value>0.</value>
    public int SchemaVersion { get; set; }

    /// <summary>What the Redis keys start with; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. Applications with the same one share their entries.</summary>
    /// <value><c>hc</c>.</value>
    [RegularExpression("[A-Za-z0-9._-]+")]
    [Required]
    public string KeyPrefix { get; set; } = "hc";
}
