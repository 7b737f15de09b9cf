using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>What the <see cref="Microsoft.Extensions.Caching.Distributed.IDistributedCache"/> on this cache is like. The policy of its entries is that of keyspace <c>distributed</c>: <see cref="KeyspaceOptions"/>.</summary>
public sealed class DistributedCacheSettings
{
    /// <summary>The name of the keyspace in configuration, metrics and logs.</summary>
    public const string KeyspaceName = "distributed";

    /// <summary>What the Redis keys start with; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. Applications with the same one share their entries.</summary>
    /// <value><c>dc</c>.</value>
    [RegularExpression("[A-Za-z0-9._-]+")]
    [Required]
    public string KeyPrefix { get; set; } = "dc";
}
