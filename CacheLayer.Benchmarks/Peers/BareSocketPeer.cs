using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>
/// MGET over a socket of one's own, without anything that makes a client safe to use: no timeouts, no cancellation, no TLS, no
/// connection that is opened again: to hold the others against. Shares the keys of <see cref="RawGetPeer"/>.
/// </summary>
internal sealed class BareSocketPeer(string redis) : ICachePeer
{
    private BareSocket? _socket;

    public string Name => "bare socket";

    public bool Reads(int keys) => keys > 1;

    public async Task FillAsync(PeerData data)
    {
        var options = ConfigurationOptions.Parse(redis);
        _socket = await BareSocket.OpenAsync(options.EndPoints[0], options.User ?? "default", options.Password);
    }

    public ValueTask ReadAsync(string id) => throw new NotSupportedException();

    public async ValueTask ReadManyAsync(string[] ids) => await _socket!.ReadAsync(ids);

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        return ValueTask.CompletedTask;
    }
}
