using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Topology;

/// <summary>The commands that the user of the connections must be allowed, each in a form that changes nothing.</summary>
/// <remarks>
/// A node looks at the rights before anything else but the number of arguments. So it does not matter that it may be a replica, or that
/// the key may be in another slot, and a user may have no right to this very key: that is another refusal. What a script runs, it runs
/// with the user's rights.
/// </remarks>
internal static class NeededRights
{
    private const string Key = "{cachelayer}:unused";

    private static readonly string[][] Everywhere =
    [
        ["GET", Key], ["MGET", Key], ["GETRANGE", Key, "0", "1"], ["EXISTS", Key], ["DEL", Key], ["UNLINK", Key], ["RENAME", Key, Key],
        ["SET", Key, "", "XX"], ["TIME"], ["PTTL", Key], ["PEXPIRE", Key, "1"],
        ["ZADD", Key, "XX", "1", ""], ["ZREM", Key, ""], ["ZCARD", Key], ["ZSCORE", Key, ""], ["ZRANGEBYSCORE", Key, "1", "0"], ["ZREVRANGE", Key, "1", "0"],
        ["EVAL", "return 1", "0"], ["EVALSHA", "0000000000000000000000000000000000000000", "0"], ["SCRIPT", "LOAD", "return 1"],
        ["WAIT", "0", "1"], ["CLIENT", "ID"], ["SCAN", "0", "COUNT", "1"], ["PING"],
    ];

    private static readonly string[][] InCluster = [["READONLY"], ["ASKING"], ["CLUSTER", "NODES"]];

    /// <summary>What the user lacks, as <c>ACL SETUSER</c> grants it; empty when nothing.</summary>
    public static async ValueTask<string> MissingAsync(RespConnection connection, bool isCluster, CancellationToken cancellationToken)
    {
        string[][] commands = isCluster ? [.. Everywhere, .. InCluster] : Everywhere;
        var answers = await connection.AskAllAsync(commands, cancellationToken).ConfigureAwait(false);
        return string.Join(' ', commands.Where((_, i) => IsRefused(answers[i])).Select(Right));
    }

    /// <summary>Whether the user may not run a command; another answer, or another refusal, says that it may.</summary>
    public static bool IsRefused(RespValue answer)
        => answer.Kind is RespKind.Error
            && answer.Text.StartsWith("NOPERM", StringComparison.Ordinal)
            && answer.Text.Contains("to run the", StringComparison.Ordinal);

    private static string Right(string[] command)
        => $"+{(command[0] is "CLIENT" or "SCRIPT" or "CLUSTER" ? $"{command[0]}|{command[1]}" : command[0]).ToLowerInvariant()}";
}
