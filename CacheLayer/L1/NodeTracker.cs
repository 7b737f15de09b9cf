using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Topology;
using Microsoft.Extensions.Logging;

namespace CacheLayer.L1;

/// <summary>
/// Has the node of a shard that this process reads from tell of every change, and the in-process cache serve while it does. Tracking
/// another node would not do: the node that is read may lag, and be read again after the other node has reported the change.
/// </summary>
internal sealed class NodeTracker : IAsyncDisposable
{
    // Pings in the time that one of them may be unanswered: a late one ends nothing.
    private const int PingsPerSilence = 4;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    private readonly L1Cache _cache;
    private readonly TopologyRouter _router;
    private readonly CacheConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly AsyncAutoResetEvent _look = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _pingInterval;
    private readonly long _heardFor;
    private volatile Tracking? _tracking;
    private volatile bool _beginsAnew;
    private L1ClearReason _why;
    private bool _hasFailed;
    private Task _running = Task.CompletedTask;

    public NodeTracker(L1Cache cache, TopologyRouter router, CacheConnectionOptions options, ILogger logger)
    {
        _cache = cache;
        _router = router;
        _options = options;
        _logger = logger;
        _pingInterval = options.L1TrackingTimeout / PingsPerSilence;
        _heardFor = (long)options.L1TrackingTimeout.TotalMilliseconds;
        cache.SettingsChanged += ChangeSettings;
        router.PrimaryChanged += ChangePrimary;
    }

    public void Start() => _running = RunAsync(_stopping.Token);

    public async ValueTask DisposeAsync()
    {
        _router.PrimaryChanged -= ChangePrimary;
        _cache.SettingsChanged -= ChangeSettings;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Stops serving what was read from this node, and starts a new session.</summary>
    public void BeginAnew(L1ClearReason reason)
    {
        _why = reason;
        _beginsAnew = true;
        _tracking?.Session.End();
        _look.Set();
    }

    private void ChangePrimary() => BeginAnew(L1ClearReason.NodeChanged);

    private void ChangeSettings() => BeginAnew(L1ClearReason.Settings);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before anything is looked at: what changes later is noticed.
            _beginsAnew = false;
            var prefixes = _cache.Prefixes;
            if (prefixes.Length is 0 || _router.PreferredNode is not { } node)
            {
                await _look.WaitAsync(prefixes.Length is 0 ? Timeout.InfiniteTimeSpan : RetryInterval, cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                await TrackAsync(node, prefixes, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Any error: without a tracked node nothing is served, and tracking is tried again.
                if (!_hasFailed)
                {
                    _hasFailed = true;
                    Log.NotArmed(_logger, node.Address.Name, e.Message);
                }

                await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TrackAsync(RedisNode node, string[] prefixes, CancellationToken cancellationToken)
    {
        var (readLeaseEpoch, begunAt) = (node.ReadLeaseEpoch, Environment.TickCount64);
        await using var connection = await OpenAsync(node, prefixes, cancellationToken).ConfigureAwait(false);
        _hasFailed = false;
        Log.Armed(_logger, node.Address.Name);

        var tracking = new Tracking(_cache, connection, new(node, prefixes, readLeaseEpoch, begunAt + _heardFor), _heardFor);
        _tracking = tracking;
        _cache.Begin(tracking.Session);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = tracking.ListenAsync(ending.Token);
        var watching = WatchAsync(tracking, ending.Token);
        await Task.WhenAny(listening, watching).ConfigureAwait(false);
        var reason = watching.IsCompletedSuccessfully ? watching.Result : L1ClearReason.Lost;
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(listening, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cache.End(tracking.Session, reason);
        Log.Emptied(_logger, node.Address.Name, reason, listening.Exception?.InnerException);
    }

    private async Task<TrackingConnection> OpenAsync(RedisNode node, string[] prefixes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.ConnectTimeout);
        return await TrackingConnection.OpenAsync(_router.OptionsOf(node), prefixes, deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Pings the node until the session has to end.</summary>
    private async Task<L1ClearReason> WatchAsync(Tracking tracking, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = Environment.TickCount64;
            if (_beginsAnew)
            {
                return _why;
            }

            if (_router.PreferredNode is { } preferred && preferred != tracking.Session.Node)
            {
                return L1ClearReason.NodeChanged;
            }

            if (!tracking.Session.IsUnbroken)
            {
                return L1ClearReason.NodeUnreadable;
            }

            if (!tracking.Session.IsHeard(now))
            {
                return L1ClearReason.Unresponsive;
            }

            await tracking.PingAsync(now, cancellationToken).AsTask().WaitAsync(_options.L1TrackingTimeout, cancellationToken).ConfigureAwait(false);
            await _look.WaitAsync(_pingInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
