namespace CacheLayer.Redis.Topology;

/// <summary>How far the primary was when it was asked.</summary>
/// <param name="ReplicationId">The line of writes.</param>
/// <param name="Offset">How far in it.</param>
/// <param name="AskedAt">When the question was sent, in <see cref="Environment.TickCount64"/>: it had at least what it had then.</param>
/// <param name="OnlineReplicas">The replicas that it counted then, as <c>host:port</c>: those that an invalidation waits for.</param>
internal sealed record PrimarySample(string ReplicationId, long Offset, long AskedAt, IReadOnlyList<string> OnlineReplicas);
