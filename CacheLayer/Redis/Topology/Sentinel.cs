using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>One sentinel: which node it names as primary, or why it names none.</summary>
internal sealed class Sentinel(ConnectionMultiplexer client, CacheConnectionString connectionString, CacheConnectionOptions options, ConnectionDefaults defaults, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly IServer _server = client.GetServer(client.GetEndPoints()[0]);
    private TimeSpan _pause;
    private long _inspectAt;

    /// <summary>Why it names no primary, to be read behind its address; null while it names one.</summary>
    public string? Fault { get; private set; }

    public string Name => AddressText.Of(_server.EndPoint);

    /// <returns>The primary's address, or null.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _server.SentinelGetMasterAddressByNameAsync(connectionString.ServiceName!)
                .WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            (_inspectAt, _pause) = (0, default);
            Note(answer is null ? $"knows no service '{connectionString.ServiceName}', as serviceName says" : null);
            return answer is null ? null : AddressText.Of(answer);
        }
        catch (RedisServerException e)
        {
            Note(ServerInspection.Refused(e.Message).Fault);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            await InspectAsync(cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    // Less and less often: each time is a login, which may be refused.
    private async Task InspectAsync(CancellationToken cancellationToken)
    {
        if (Environment.TickCount64 < _inspectAt)
        {
            return;
        }

        var found = await ServerInspection.RunAsync(defaults.For(_server.EndPoint), options, PingAsync, cancellationToken).ConfigureAwait(false);
        if (found.Kind is FaultKind.Credentials)
        {
            connectionString.SentinelCredentials.Refuse(_server.EndPoint);
        }
        else
        {
            connectionString.SentinelCredentials.Accept(_server.EndPoint);
        }

        _pause = TimeSpan.FromTicks(Math.Clamp(2 * _pause.Ticks, options.MaxReplicaStaleness.Ticks, LongestPause.Ticks));
        _inspectAt = Environment.TickCount64 + (long)_pause.TotalMilliseconds;
        Note(found.Fault ?? Fault);
    }

    private static async Task<Inspection> PingAsync(RespConnection connection, CancellationToken cancellationToken)
        => await connection.AskAsync(["PING"], cancellationToken).ConfigureAwait(false) is { Kind: RespKind.Error } refusal
            ? ServerInspection.Refused(refusal.Text)
            : new(null, null, FaultKind.None);

    private void Note(string? fault)
    {
        var before = Fault;
        Fault = fault;
        if (fault == before)
        {
            return;
        }

        if (fault is not null)
        {
            Log.SentinelFails(logger, Name, fault);
        }
        else
        {
            Log.SentinelAnswers(logger, Name);
        }
    }
}
