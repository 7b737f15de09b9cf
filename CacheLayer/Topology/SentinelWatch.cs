using System.Net;
using CacheLayer.Connections;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheLayer.Topology;

/// <summary>Asks the sentinels who is primary, regularly and when one of them says that it has changed.</summary>
internal sealed class SentinelWatch(
    CacheConnectionString connectionString,
    ConnectionDefaults defaults,
    TopologyState state,
    CacheConnectionOptions options,
    Action switched,
    ILogger logger) : IAsyncDisposable
{
    private static readonly RedisChannel SwitchMaster = RedisChannel.Literal("+switch-master");

    private readonly Signal _hint = new();
    private ConnectionMultiplexer[] _sentinels = [];

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
    private async Task<ConnectionMultiplexer> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var configuration = defaults.For(connectionString.Options, endPoint);
        configuration.CommandMap = CommandMap.Sentinel;
        (configuration.User, configuration.Password) = (configuration.SentinelUser, configuration.SentinelPassword);
        var sentinel = await NodeConnection.ConnectAsync(configuration, cancellationToken).ConfigureAwait(false);
        await sentinel.GetSubscriber().SubscribeAsync(SwitchMaster, (_, _) => Switched(), CommandFlags.FireAndForget).ConfigureAwait(false);
        return sentinel;
    }

    private void Switched()
    {
        _hint.Set();
        switched();
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_sentinels.Select(sentinel => AskAsync(sentinel, cancellationToken))).ConfigureAwait(false);
        var majority = answers.Where(answer => answer is not null)
            .GroupBy(answer => answer)
            .FirstOrDefault(votes => votes.Count() > _sentinels.Length / 2)?.Key;
        state.SentinelsName(majority is null ? PrimaryElection.None : IndexOf(majority));
    }

    private async Task<string?> AskAsync(ConnectionMultiplexer sentinel, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sentinel.GetServer(sentinel.GetEndPoints()[0]).SentinelGetMasterAddressByNameAsync(connectionString.ServiceName!)
                .WaitAsync(options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            return answer is null ? null : AddressText.Of(answer);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.SentinelFails(logger, AddressText.Of(sentinel.GetEndPoints()[0]), e.Message);
            return null;
        }
    }

    private int IndexOf(string address)
    {
        for (var i = 0; i < connectionString.Nodes.Count; i++)
        {
            if (connectionString.Nodes[i].Announced == address)
            {
                return i;
            }
        }

        Log.UnknownPrimary(logger, address);
        return PrimaryElection.None;
    }
}
