namespace Aspire.Hosting;

/// <summary>Does something with the present primary of a replica set.</summary>
internal delegate Task<ExecuteCommandResult> ReplicaSetCommand(RedisReplicaSetResource set, ReplicaSetView view, RedisServer primary, ExecuteCommandContext context);
