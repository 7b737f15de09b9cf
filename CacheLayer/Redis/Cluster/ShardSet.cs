using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Cluster;

/// <summary>The shards of a cluster, each with a router of its own, brought in line with every new layout.</summary>
internal sealed class ShardSet(CacheConnectionString connectionString, CacheLayerSettings settings, ILogger logger) : IAsyncDisposable
{
    // Calls that a router was given before it was replaced have ended by then.
    private static readonly TimeSpan RetireAfter = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _retiring = [];
    private readonly Lock _gate = new();
    private readonly HashSet<TopologyRouter> _routers = [];
    private long _formerTimeouts;
    private volatile SlotMap _map = SlotMap.Empty;

    /// <summary>In some shard another node than before is the primary.</summary>
    public event Action? PrimaryChanged;

    /// <summary>A node says that it is not what it was: a replica was promoted, or another server answered in its place.</summary>
    public event Action? RoleChanged;

    /// <summary>There is another shard, or one with another router, or a slot is on another one than before.</summary>
    public event Action? Changed;

    /// <inheritdoc cref="TopologyRouter.Replay"/>
    public Func<TopologyRouter, CancellationToken, Task>? Replay { get; set; }

    public SlotMap Map => _map;

    /// <summary>How often a call got no answer from a node in the time that it has for one, those of shards included that are not there any more.</summary>
    public long Timeouts
    {
        get
        {
            lock (_gate)
            {
                return _formerTimeouts + _routers.Sum(router => router.Timeouts);
            }
        }
    }

    /// <summary>Puts a layout into force. Not to be called concurrently.</summary>
    public async Task ApplyAsync(ClusterLayout layout)
    {
        var before = _map;
        var routers = before.Shards.Select(shard => shard.Router).ToArray();
        var free = before.Shards.ToList();
        var shards = new Shard[layout.Shards.Count];
        for (var i = 0; i < shards.Length; i++)
        {
            shards[i] = await FollowAsync(layout, layout.Shards[i], free).ConfigureAwait(false);
        }

        var now = Environment.TickCount64;
        var unreadable = (long)(settings.Connections.MaxReplicaStaleness + settings.Connections.ReadAttemptTimeout).TotalMilliseconds;
        var next = before.Next(layout, shards, now, now - unreadable, out var moved);
        foreach (var target in next.Arriving)
        {
            await target.Router.OpenAskingAsync().ConfigureAwait(false);
        }

        _map = next;
        if (moved > 0)
        {
            Log.SlotsMoved(logger, moved);
        }

        if (moved > 0 || !next.Shards.Select(shard => shard.Router).ToHashSet().SetEquals(routers))
        {
            Changed?.Invoke();
        }

        free.ForEach(shard => Retire(shard.Router));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_retiring).ConfigureAwait(false);
        foreach (var shard in _map.Shards)
        {
            await shard.Router.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private async Task<Shard> FollowAsync(ClusterLayout layout, ClusterShard found, List<Shard> free)
    {
        var shard = free.Where(shard => shard.Members.Overlaps(found.Members)).MaxBy(shard => found.Members.Count(shard.Members.Contains));
        var members = Members(layout, found, shard);
        if (shard is null)
        {
            shard = new(await StartAsync(members).ConfigureAwait(false), members);
        }
        else
        {
            free.Remove(shard);
            if (!members.SetEquals(shard.Members))
            {
                var old = shard.Router;
                shard.Router = await StartAsync(members).ConfigureAwait(false);
                shard.Members = members;
                Retire(old);
            }
        }

        shard.Router.ClusterNames(found.Primary);
        return shard;
    }

    // A node that failed is no replica of the one that was promoted in its place until it is back. So who was in the shard stays,
    // unless the nodes have forgotten it or it is seen in another shard.
    private static HashSet<string> Members(ClusterLayout layout, ClusterShard found, Shard? shard)
    {
        var members = new HashSet<string>(found.Members, StringComparer.Ordinal);
        foreach (var member in shard?.Members ?? [])
        {
            if (layout.Known.Contains(member) && !layout.Shards.Any(other => other != found && other.Members.Contains(member)))
            {
                members.Add(member);
            }
        }

        return members;
    }

    private async Task<TopologyRouter> StartAsync(IReadOnlySet<string> members)
    {
        // In the order of the connection string, which says what is read first.
        var given = connectionString.Nodes.Select(node => node.Announced).Where(members.Contains);
        var nodes = given.Concat(members.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).Select(connectionString.Node).ToArray();
        Log.ShardFound(logger, string.Join(", ", nodes.Select(node => node.Name)));
        var router = new TopologyRouter(connectionString with { Nodes = nodes }, settings, logger) { Replay = Replay };
        router.PrimaryChanged += RaisePrimaryChanged;
        router.RoleChanged += RaiseRoleChanged;
        try
        {
            await router.StartAsync(_stopping.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _routers.Add(router);
            }

            return router;
        }
        catch (OperationCanceledException)
        {
            await router.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void RaisePrimaryChanged() => SafeEventInvoker.Invoke(PrimaryChanged, logger);

    private void RaiseRoleChanged() => SafeEventInvoker.Invoke(RoleChanged, logger);

    private void Retire(TopologyRouter router)
    {
        _retiring.RemoveAll(static task => task.IsCompleted);
        _retiring.Add(RetireAsync(router));
    }

    private async Task RetireAsync(TopologyRouter router)
    {
        await Task.Delay(RetireAfter, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await router.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _routers.Remove(router);
            _formerTimeouts += router.Timeouts;
        }
    }
}
