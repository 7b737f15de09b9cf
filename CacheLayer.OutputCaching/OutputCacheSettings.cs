using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheLayer;

/// <summary>What the <see cref="IOutputCacheStore"/> on this cache is like. The policy of its entries is that of keyspace <c>output</c>: <see cref="KeyspaceOptions"/>.</summary>
public sealed class OutputCacheSettings
{
    /// <summary>The name of the keyspace in configuration, metrics and logs.</summary>
    public const string KeyspaceName = ReservedKeyspaces.Output;

    /// <summary>What the Redis keys start with; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. Applications with the same one share their responses.</summary>
    /// <value><c>oc</c>.</value>
    [RegularExpression("[A-Za-z0-9._-]+")]
    [Required]
    public string KeyPrefix { get; set; } = "oc";
}
