using System.ComponentModel.DataAnnotations;

namespace CacheLayer;

/// <summary>Timeouts, probing and pools of the connections to the cache nodes, bound from <c>CacheLayer:Connections</c>.</summary>
public sealed class CacheConnectionOptions : IValidatableObject
{
    /// <summary>How long opening a connection may take; 50 ms to 30 s.</summary>
    /// <value>0.5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long one command may take before it has failed; 50 ms to 30 s.</summary>
    /// <value>0.5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a read waits for one node before it also asks the next one; 10 ms to 30 s.</summary>
    /// <value>150 ms: far above what a healthy node needs, so that no load is doubled by impatience.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:30")]
    public TimeSpan ReadAttemptTimeout { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long a node that failed a read is asked only when no other one can answer; 0 to 60 s.</summary>
    /// <value>250 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan NodeCooldown { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a write that asked for it is tried again while there is no primary; 0 to 60 s.</summary>
    /// <value>4 seconds: a failover takes about three.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often each node is asked for its role, its lag and its memory; 50 ms to 15 s. The same in every process that uses the cache.</summary>
    /// <value>0.5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:15")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// For how long a node may be read after it proved to have all that the primary had; at least three <see cref="ProbeInterval"/>.
    /// An invalidation that a replica does not confirm is acknowledged a little after this time, when no process reads from that replica any more. Set the same value in every process.
    /// </summary>
    /// <value>2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.15", "00:01:00")]
    public TimeSpan MaxReplicaStaleness { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long replicas are read while there is no primary at all; 0 to 1 hour.</summary>
    /// <value>30 seconds: a failover takes about three, and without a primary no invalidation reaches anybody.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ReadableWithoutPrimaryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how long in-process caches serve after the node that reports changes was last known to answer; 100 ms to 1 minute. It is
    /// pinged four times as often. What is in memory may be so much out of date when that node's connection is cut without a sign.
    /// </summary>
    /// <value>1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan L1TrackingTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an idle connection is checked by the client itself, and the TCP keep-alive; 1 to 60 s.</summary>
    /// <value>5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections per node that are opened before the service is ready; 1 to 50.</summary>
    /// <value>1: each is multiplexed, and more sockets mean smaller batches.</value>
    [Range(1, 50)]
    public int MinConnectionsPerNode { get; set; } = 1;

    /// <summary>Connections per node at most; 1 to 50, at least <see cref="MinConnectionsPerNode"/>.</summary>
    /// <value>One for every two cores: only more cores can make use of more sockets.</value>
    [Range(1, 50)]
    public int MaxConnectionsPerNode { get; set; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 50);

    /// <summary>Requests under way on one connection that count as full use of it; 1 to 100,000. Not a limit: requests beyond it wait longer, and none is refused.</summary>
    /// <value>512: about 2 ms of queue on a connection that answers 250,000 requests a second.</value>
    [Range(1, 100_000)]
    public int RequestsPerConnection { get; set; } = 512;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxConnectionsPerNode < MinConnectionsPerNode)
        {
            yield return new ValidationResult(
                $"MaxConnectionsPerNode ({MaxConnectionsPerNode}) is less than MinConnectionsPerNode ({MinConnectionsPerNode}).",
                [nameof(MaxConnectionsPerNode), nameof(MinConnectionsPerNode)]);
        }

        if (MaxReplicaStaleness < 3 * ProbeInterval)
        {
            yield return new ValidationResult(
                $"MaxReplicaStaleness ({MaxReplicaStaleness}) is less than three times ProbeInterval ({ProbeInterval}): one late probe would make a healthy node unreadable.",
                [nameof(MaxReplicaStaleness), nameof(ProbeInterval)]);
        }
    }
}
