using System.Globalization;
using System.Net.Sockets;
using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.L1;

/// <summary>
/// A connection on which a node reports changed keys. It is our own, in RESP3: the client drops push messages, and the redirect of
/// RESP2 dies silently when one of its two connections is reopened.
/// </summary>
internal sealed class TrackingConnection : IAsyncDisposable
{
    /// <summary>What the node's CLIENT LIST shows.</summary>
    public const string ClientName = "cachelayer-l1";

    private const string DefaultUser = "default";

    private readonly RespConnection _connection;

    private TrackingConnection(RespConnection connection) => _connection = connection;

    /// <summary>Connects, logs in, and has the node tell of every key with one of the prefixes.</summary>
    /// <exception cref="RedisException">The node refused.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="SocketException">There is no such node.</exception>
    public static async Task<TrackingConnection> OpenAsync(ConfigurationOptions options, string[] prefixes, CancellationToken cancellationToken)
    {
        var connection = await RespConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            await AskAsync(connection, Hello(options), cancellationToken).ConfigureAwait(false);
            await AskAsync(
                connection, ["CLIENT", "TRACKING", "ON", "BCAST", .. prefixes.SelectMany(prefix => new[] { "PREFIX", prefix })], cancellationToken).ConfigureAwait(false);
            return new(connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a ping whose answer says when it was sent.</summary>
    public ValueTask PingAsync(long now, CancellationToken cancellationToken)
        => _connection.SendAsync(["PING", now.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <inheritdoc cref="RespConnection.ReadAsync"/>
    public ValueTask<RespValue> ReadAsync(CancellationToken cancellationToken) => _connection.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string[] Hello(ConfigurationOptions options)
    {
        string[] login = string.IsNullOrEmpty(options.Password) ? [] : ["AUTH", string.IsNullOrEmpty(options.User) ? DefaultUser : options.User, options.Password];
        return ["HELLO", "3", .. login, "SETNAME", ClientName];
    }

    private static async ValueTask AskAsync(RespConnection connection, string[] command, CancellationToken cancellationToken)
    {
        if (await connection.AskAsync(command, cancellationToken).ConfigureAwait(false) is { Kind: RespKind.Error } refusal)
        {
            throw new RedisException(refusal.Text);
        }
    }
}
