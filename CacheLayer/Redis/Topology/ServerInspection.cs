using System.Net.Sockets;
using System.Security.Authentication;
using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Opens a connection to a node or a sentinel to see why it cannot be used: the client keeps to itself why it is refused.</summary>
internal static class ServerInspection
{
    /// <summary>Connects, logs in, and asks.</summary>
    /// <param name="options">How to connect.</param>
    /// <param name="limits">How long that may take.</param>
    /// <param name="askAsync">Asks, when it has logged in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Inspection> RunAsync(
        ConfigurationOptions options, CacheConnectionOptions limits, Func<RespConnection, CancellationToken, Task<Inspection>> askAsync, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.ConnectTimeout);
        try
        {
            await using var connection = await RespConnection.OpenAsync(options, deadline.Token).ConfigureAwait(false);
            deadline.CancelAfter(limits.CommandTimeout);
            return await LogInAsync(connection, options, deadline.Token).ConfigureAwait(false) ?? await askAsync(connection, deadline.Token).ConfigureAwait(false);
        }
        catch (AuthenticationException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unusable(e.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                ? $"has a TLS certificate that is not accepted ({e.Message})"
                : NoTls);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => new(null, "is not there: nothing listens at that address", FaultKind.Gone),
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Unreachable("is not found: its name leads to no address"),
                _ => Unreachable("cannot be reached"),
            };
        }
        catch (InvalidDataException)
        {
            return Unusable("answers, but not as Redis does");
        }
        catch (IOException)
        {
            return Unusable(options.Ssl ? NoTls : "closes the connection: it may speak nothing but TLS at this port (ssl=true)");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable("does not answer");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A file of certificates that cannot be read, for one: whatever it is, it must not keep an application from starting.
            return Unusable($"cannot be connected to ({e.GetType().Name})");
        }
    }

    /// <summary>What a refusal says. Its text may name the user, and is not repeated.</summary>
    public static Inspection Refused(string text) => text.Split(' ')[0] switch
    {
        "WRONGPASS" => new(null, "refuses the user or the password (WRONGPASS)", FaultKind.Credentials),
        "NOAUTH" => new(null, "asks for a password, and none is given (NOAUTH)", FaultKind.Credentials),
        "NOPERM" => new(null, "does not allow its user what is needed (NOPERM)", FaultKind.Rights),
        "DENIED" => Unusable("is in protected mode: give it a password"),
        "LOADING" => Unreachable("is loading its data"),
        "ERR" when text.Contains("max number of clients", StringComparison.Ordinal) => Unusable("has as many clients as it takes: raise maxclients"),
        var code => Unusable($"refuses the connection ({code})"),
    };

    public static Inspection Unusable(string fault) => new(null, fault, FaultKind.Unusable);

    private const string NoTls = "does not answer in TLS at this port: leave out ssl=true, or name its port for TLS";

    private static Inspection Unreachable(string fault) => new(null, fault, FaultKind.Unreachable);

    private static async Task<Inspection?> LogInAsync(RespConnection connection, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        if (options.Password is not { Length: > 0 } password)
        {
            return null;
        }

        string[] command = options.User is { Length: > 0 } user ? ["AUTH", user, password] : ["AUTH", password];
        var answer = await connection.AskAsync(command, cancellationToken).ConfigureAwait(false);

        // One that asks for no password is content without.
        return answer.Kind is RespKind.Error && !answer.Text.Contains("without any password", StringComparison.Ordinal) ? Refused(answer.Text) : null;
    }
}
