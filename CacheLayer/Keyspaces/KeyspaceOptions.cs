using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>The policy of one keyspace, bound from <c>CacheLayer:Keyspaces:{name}</c>.</summary>
public sealed class KeyspaceOptions
{
    /// <summary>How long an entry lives; 1 second to 30 days.</summary>
    /// <value>300 seconds, as in the user's story.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(300);
}
