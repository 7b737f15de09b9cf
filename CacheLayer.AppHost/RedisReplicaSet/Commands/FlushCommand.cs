namespace Aspire.Hosting;

/// <summary>Drops every entry of the cache.</summary>
internal static class FlushCommand
{
    public const string Name = "flush";

    public static async Task<ExecuteCommandResult> ExecuteAsync(RedisReplicaSetResource set, ReplicaSetView view, RedisServer primary, ExecuteCommandContext context)
    {
        var server = await view.ConnectAsync(primary, context.CancellationToken);
        await server.FlushAllDatabasesAsync();
        return CommandResults.Success($"Flushed {primary.Name} and its replicas.");
    }
}
