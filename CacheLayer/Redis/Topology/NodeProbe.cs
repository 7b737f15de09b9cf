using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Asks one node what it is, regularly and on every hint.</summary>
internal sealed class NodeProbe(RedisNode node, TopologyState state, CacheConnectionOptions options, Action otherServer)
{
    // Hints come with every failed request. This keeps them from becoming a load of their own.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(25);

    // One by one: before version 7, and in some that stand in for Redis, INFO takes no more than one.
    private static readonly string[] Sections = ["server", "persistence", "keyspace", "memory", "stats", "replication"];

    private readonly AsyncAutoResetEvent _hint = new();
    private Task _writeProbe = Task.CompletedTask;

    public static void HintAll(NodeProbe[] probes)
    {
        foreach (var probe in probes)
        {
            probe.RequestProbe();
        }
    }

    public void RequestProbe() => _hint.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await ProbeAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(LeastInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await _hint.WaitAsync(options.ProbeInterval - LeastInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var sample = state.PrimarySample;
        var askedAt = Environment.TickCount64;
        try
        {
            var database = node.Pool.Pick().Database;
            var replies = await Task.WhenAll(Array.ConvertAll(Sections, section => database.ExecuteAsync("INFO", section)))
                .WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            var (info, before) = (NodeInfo.Parse(string.Concat(Array.ConvertAll(replies, reply => (string?)reply))), node.Info);
            if (!info.IsSupported)
            {
                state.Failed(node, NodeHealth.Down, new NotSupportedException($"It {NodeInspection.TooOld(info)}."), askedAt);
                return;
            }

            if (node.RunId is { } runId && info.RunId is { Length: > 0 } other && other != runId)
            {
                // It has restarted, or this connection is still at a server that another one has taken the place of.
                otherServer();
                return;
            }

            if (before is not null && before.Role != info.Role)
            {
                await node.Pool.RefreshRoleAsync().WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            }

            node.RefusesWrites = info is { Role: NodeRole.Primary, HasDiskFault: true } && await RefusesWritesAsync(cancellationToken).ConfigureAwait(false);
            state.Answered(node, info, sample, askedAt);
            if (!node.TakesWrites && _writeProbe.IsCompleted)
            {
                _writeProbe = ProbeWritesAsync(info.Role, cancellationToken);
            }
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            // Disposed of is a connection that hung, and was replaced meanwhile.
            state.Failed(node, e is TimeoutException or ObjectDisposedException ? NodeHealth.Unresponsive : NodeHealth.Down, e, askedAt);
        }
    }

    private async Task<bool> RefusesWritesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await node.Pool.Pick().Database.PingAsync().WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (RedisServerException e)
        {
            return RedisFaults.IsOfTheDisk(e);
        }
    }

    // A node may answer INFO and let writes wait, as during CLIENT PAUSE WRITE: scripts wait then, whatever they do, and so does
    // everything behind them on the same connection. Hence one of its own.
    private async Task ProbeWritesAsync(NodeRole role, CancellationToken cancellationToken)
    {
        try
        {
            if (role is NodeRole.Primary)
            {
                await using var connection = await node.Pool.OpenDedicatedAsync(cancellationToken).ConfigureAwait(false);
                await connection.Database.ScriptEvaluateAsync("return 1").WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            }

            state.TakesWritesAgain(node);
        }
        catch (RedisServerException)
        {
            // A refusal is an answer, too: it costs callers no time.
            state.TakesWritesAgain(node);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or OperationCanceledException)
        {
            // Still not; the state was logged when it began, and the next probe asks again.
        }
    }
}
