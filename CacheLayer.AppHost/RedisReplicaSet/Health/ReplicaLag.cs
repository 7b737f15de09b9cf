namespace Aspire.Hosting;

/// <summary>How far a replica is behind, as its primary sees it.</summary>
/// <param name="Address">The address that the replica announces.</param>
/// <param name="Seconds">Seconds since it last acknowledged; it does so every second.</param>
/// <param name="Bytes">Bytes that it has not acknowledged yet.</param>
internal sealed record ReplicaLag(string Address, long Seconds, long Bytes);
