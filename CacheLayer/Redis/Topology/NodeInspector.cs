using System.Net;
using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Looks every few seconds where a node's address leads, and keeps what is wrong with it for health and log.</summary>
/// <remarks>
/// Connections that are open stay at the server that they were opened to. When another one has its place, those that are opened later reach
/// that: then one is read and the other one invalidated. So all of them are brought together at the server that a new connection reaches.
/// </remarks>
internal sealed class NodeInspector(
    RedisNode node,
    TopologyState state,
    Func<ConfigurationOptions> connect,
    Func<string, CancellationToken, Task> gather,
    CacheConnectionString connectionString,
    CacheConnectionOptions options,
    ILogger logger)
{
    // Between two logins that are refused: more would be a load, and fill the server's log.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Hints come with every failed call.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);

    private readonly NodeInspection _inspection = new(options, connectionString.IsCluster);
    private readonly AsyncAutoResetEvent _hint = new();
    private volatile bool _asksForRights = true;
    private TimeSpan _pause = options.MaxReplicaStaleness;

    private EndPoint EndPoint => node.Address.EndPoint;

    /// <summary>The server may be another one than before.</summary>
    public void RequestInspection() => _hint.Set();

    /// <summary>A call was refused for want of rights.</summary>
    public void HintRights()
    {
        _asksForRights = true;
        _hint.Set();
    }

    /// <summary>The user and the password are others now.</summary>
    public void UseCredentials()
    {
        _pause = options.MaxReplicaStaleness;
        HintRights();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(LeastInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await _hint.WaitAsync(_pause, cancellationToken).ConfigureAwait(false);
            await InspectAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task InspectAsync(CancellationToken cancellationToken)
    {
        var asksForRights = _asksForRights;
        _asksForRights = false;
        var found = await _inspection.RunAsync(connect(), asksForRights, cancellationToken).ConfigureAwait(false);
        Note(found);
        node.IsGone |= found.Kind is FaultKind.Gone;
        _asksForRights |= asksForRights && found.Kind is not FaultKind.None;
        _pause = found.Kind is FaultKind.Credentials or FaultKind.Rights
            ? TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks))
            : options.MaxReplicaStaleness;
        if (found.Kind is FaultKind.Credentials)
        {
            connectionString.Credentials.Refuse(EndPoint);
        }
        else if (found.RunId is not null)
        {
            connectionString.Credentials.Accept(EndPoint);
        }

        if (found.RunId is { } runId)
        {
            await FollowAsync(runId, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Note(Inspection found)
    {
        var before = node.Inspection;
        node.Inspection = found;
        if (found.Fault == before?.Fault)
        {
            return;
        }

        if (IsToBeMended(found.Kind))
        {
            Log.NodeFaulty(logger, node.Address.Name, found.Fault!);
        }
        else if (found.Kind is FaultKind.None && IsToBeMended(before?.Kind ?? FaultKind.None))
        {
            Log.NodeFaultless(logger, node.Address.Name);
        }
    }

    // The others pass, and are logged by what probes find.
    private static bool IsToBeMended(FaultKind kind) => kind is FaultKind.Credentials or FaultKind.Rights or FaultKind.Unusable;

    private async Task FollowAsync(string runId, CancellationToken cancellationToken)
    {
        var before = node.RunId;
        if (before is not null && before != runId)
        {
            Log.ServerReplaced(logger, node.Address.Name);
            _asksForRights = true;
            state.Replaced(node, runId);
        }

        node.RunId = runId;
        connectionString.Servers[node.Address.Announced] = runId;
        if (before != runId || node.Pool.Strays(runId))
        {
            await gather(runId, cancellationToken).ConfigureAwait(false);
        }
    }
}
