namespace Aspire.Hosting;

/// <summary>A node whose role is shown.</summary>
/// <param name="Server">The node.</param>
/// <param name="AskAsync">Asks it what it is; null: it does not answer.</param>
/// <param name="NameOf">The name of the node that announces an address.</param>
internal sealed record WatchedNode(RedisServer Server, Func<CancellationToken, Task<ReplicationState?>> AskAsync, Func<string?, string> NameOf);
