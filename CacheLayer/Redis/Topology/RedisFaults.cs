using System.Net.Sockets;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Tells what another node, or the same one a moment later, may answer better.</summary>
internal static class RedisFaults
{
    // CLUSTERDOWN for a command inside a script, because EVAL itself is not a write.
    private const string ClusterDownInScript = "while the cluster is down";

    private const string ErrorInScript = "ERR Error running script";
    private const string ScriptName = "@user_script";

    private static readonly string[] Passing =
        ["LOADING", "MASTERDOWN", "READONLY", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "UNBLOCKED", "MISCONF", "ERR WAIT cannot be used with replica"];

    public static bool IsTransient(Exception? exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutException or ObjectDisposedException or TaskCanceledException => true,
        // The client itself refuses to write to what was a replica when it last looked.
        RedisCommandException command => command.Message.Contains("replica", StringComparison.Ordinal),
        RedisServerException server => Passing.Any(prefix => Reason(server).StartsWith(prefix, StringComparison.Ordinal))
            || server.Message.Contains(ClusterDownInScript, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Whether the node refuses one operation for what is stored under its keys, and would carry out others.</summary>
    public static bool IsKeySpecific(Exception? exception)
        => exception is RedisServerException server
            && !IsTransient(exception)
            && (Reason(server).StartsWith("WRONGTYPE", StringComparison.Ordinal) || Reason(server).StartsWith("ERR", StringComparison.Ordinal));

    /// <summary>Reads the code of a server's error, for example <c>WRONGTYPE</c>; that of the command when it was one of a script.</summary>
    public static string Code(RedisServerException exception) => Reason(exception).Split(' ', 2)[0];

    // Before version 7, the error of a script has that of its command behind the place where it was run: "ERR Error running script (call to f_...): @user_script:1: WRONGTYPE ...".
    private static string Reason(RedisServerException exception)
    {
        var message = exception.Message;
        if (!message.StartsWith(ErrorInScript, StringComparison.Ordinal) && !message.StartsWith(ScriptName, StringComparison.Ordinal))
        {
            return message;
        }

        var at = Math.Max(0, message.LastIndexOf(ScriptName, StringComparison.Ordinal));
        var begin = message.AsSpan(at).IndexOfAnyInRange('A', 'Z');
        return begin < 0 ? message : message[(at + begin)..];
    }

    /// <summary>Whether a key holds something other than what the command is for; a script's error has more text around it.</summary>
    public static bool IsWrongType(RedisServerException exception) => exception.Message.Contains("WRONGTYPE", StringComparison.Ordinal);

    /// <summary>Whether the node refuses a command because it is at its <c>maxmemory</c>; a script's error has more text around it.</summary>
    public static bool IsOutOfMemory(RedisServerException exception) => exception.Message.Contains("OOM ", StringComparison.Ordinal);

    /// <summary>Whether the node takes no write at all, because its disk fails; it says so to a PING, too.</summary>
    public static bool IsOfTheDisk(RedisServerException exception) => exception.Message.StartsWith("MISCONF", StringComparison.Ordinal);

    /// <summary>Whether the user may not run a command, or a script one of its commands.</summary>
    public static bool IsWantOfRights(Exception? exception)
        => exception is RedisServerException server && server.Message.Contains("NOPERM", StringComparison.Ordinal);

    /// <summary>Whether a node of a cluster answered that the key lies on another one (MOVED, ASK).</summary>
    /// <remarks>The client, which knows of one node, reports that it cannot reach the other one, and neither its address nor the difference.</remarks>
    public static bool IsRedirect(Exception? exception)
        => exception is RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } redirect
            && redirect.Message.StartsWith("Endpoint ", StringComparison.Ordinal);

    /// <summary>Whether the node's machine said that there is no server at that address.</summary>
    public static bool IsConnectionRefused(Exception? exception)
    {
        while (exception is not (null or SocketException))
        {
            exception = exception.InnerException;
        }

        return exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
    }
}
