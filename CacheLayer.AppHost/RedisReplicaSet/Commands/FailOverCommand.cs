namespace Aspire.Hosting;

/// <summary>Makes a replica the primary without losing a write.</summary>
internal static class FailOverCommand
{
    public const string Name = "fail-over";

    private const int PauseMs = 4000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static async Task<ExecuteCommandResult> ExecuteAsync(RedisReplicaSetResource set, ReplicaSetView view, RedisServer primary, ExecuteCommandContext context)
    {
        var server = await view.ConnectAsync(primary, context.CancellationToken);
        // A write that the old primary still took after the promotion would vanish with it.
        await server.ExecuteAsync("CLIENT", "PAUSE", PauseMs, "WRITE");
        if (await AskSentinelsAsync(set, view, context.CancellationToken) is { } refusal)
        {
            await server.ExecuteAsync("CLIENT", "UNPAUSE");
            return CommandResults.Failure(refusal);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (!deadline.IsCancellationRequested)
        {
            if (await view.PrimaryAsync(context.CancellationToken) is { } promoted && promoted != primary)
            {
                // The sentinels would let two primaries stand beside each other for ten seconds.
                await server.ExecuteAsync("REPLICAOF", promoted.AnnouncedHost, promoted.ListenPort);
                return CommandResults.Success($"{promoted.Name} is the primary now, in place of {primary.Name}.");
            }

            await Task.Delay(PollInterval, TimeProvider.System, context.CancellationToken);
        }

        return CommandResults.Failure($"No replica was promoted within {Deadline.TotalSeconds} s; {primary.Name} is still the primary.");
    }

    /// <summary>Asks one sentinel after the other; null when one agreed, else what the last one said.</summary>
    private static async Task<string?> AskSentinelsAsync(RedisReplicaSetResource set, ReplicaSetView view, CancellationToken cancellationToken)
    {
        var refusal = "There are no sentinels.";
        foreach (var sentinel in set.Sentinels)
        {
            try
            {
                var server = await view.ConnectSentinelAsync(sentinel, cancellationToken);
                await server.SentinelFailoverAsync(set.Name);
                return null;
            }
            catch (Exception exception) when (exception.IsRedisFailure())
            {
                refusal = $"{sentinel.Name}: {exception.Message}";
            }
        }

        return refusal;
    }
}
