using CacheLayer.Catalogue;
using CacheLayer.Tests.Redis;
using StackExchange.Redis;

namespace CacheLayer.Tests.Events;

/// <summary>An event node shared by the tests of a class.</summary>
public sealed class EventNodeFixture : IAsyncLifetime
{
    private EventNode _node = null!;

    internal RedisNode Node => _node.Node;

    public string ConnectionString => _node.ConnectionString;

    public async Task InitializeAsync() => _node = await EventNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    /// <inheritdoc cref="EventNode.RestartAsync"/>
    public Task StartAsync() => _node.RestartAsync();

    /// <inheritdoc cref="EventNode.AppendAsync"/>
    public Task<string> AppendAsync(string body) => _node.AppendAsync(body);

    /// <summary>The bodies on the stream of changes.</summary>
    public async Task<string[]> BodiesAsync()
        => [.. ((RedisResult[])(await Node.ExecuteAsync("XRANGE", ChangeStream.Name, "-", "+"))!).Select(entry => (string)entry[1][1]!)];
}
