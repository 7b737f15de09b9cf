using System.Net;
using CacheLayer.Redis.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Asks the sentinels who is primary, regularly and when one of them says that it has changed.</summary>
internal sealed class SentinelWatch(
    CacheConnectionString connectionString,
    TopologyState state,
    CacheConnectionOptions options,
    Action switched,
    ILogger logger) : IAsyncDisposable
{
    private static readonly RedisChannel SwitchMaster = RedisChannel.Literal("+switch-master");

    private readonly ConnectionDefaults _defaults = new(options, connectionString, connectionString.SentinelCredentials);
    private readonly AsyncAutoResetEvent _hint = new();
    private Sentinel[] _sentinels = [];
    private string? _unknown;
    private volatile string? _fault;

    /// <summary>Why the sentinels do not say who is primary, in one sentence; null while they do.</summary>
    public string? Fault => _fault;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _sentinels = await NodeConnection.AllAsync(connectionString.Sentinels.Select(endPoint => ConnectAsync(endPoint, cancellationToken))).ConfigureAwait(false);
        await AskAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _hint.WaitAsync(options.ProbeInterval, cancellationToken).ConfigureAwait(false);
            await AskAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sentinel in _sentinels)
        {
            await sentinel.DisposeAsync().ConfigureAwait(false);
        }
    }

    // An ordinary connection, one per sentinel: the client's own sentinel mode blocks threads of the pool when it loses one.
    private async Task<Sentinel> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var configuration = _defaults.For(endPoint);
        configuration.CommandMap = CommandMap.Sentinel;
        var client = await NodeConnection.ConnectAsync(configuration, cancellationToken).ConfigureAwait(false);
        await client.GetSubscriber().SubscribeAsync(SwitchMaster, (_, _) => Switched(), CommandFlags.FireAndForget).ConfigureAwait(false);
        return new(client, connectionString, options, _defaults, logger);
    }

    private void Switched()
    {
        _hint.Set();
        switched();
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_sentinels.Select(sentinel => sentinel.AskAsync(cancellationToken))).ConfigureAwait(false);
        var majority = answers.Where(answer => answer is not null)
            .GroupBy(answer => answer)
            .FirstOrDefault(votes => votes.Count() > _sentinels.Length / 2)?.Key;
        var choice = majority is null ? PrimaryElection.None : IndexOf(majority);
        _fault = majority is null
            ? Array.Find(_sentinels, sentinel => sentinel.Fault is not null) is { } failing ? $"The sentinel {failing.Name} {failing.Fault}." : "The sentinels do not agree who is primary."
            : choice is PrimaryElection.None ? $"The sentinels name {majority} as primary, which is not a node of the connection string: add announced= with the addresses that the sentinels know." : null;
        state.SentinelsName(choice);
    }

    private int IndexOf(string address)
    {
        for (var i = 0; i < connectionString.Nodes.Count; i++)
        {
            if (connectionString.Nodes[i].Announced == address)
            {
                _unknown = null;
                return i;
            }
        }

        if (_unknown != address)
        {
            _unknown = address;
            Log.UnknownPrimary(logger, address);
        }

        return PrimaryElection.None;
    }
}
