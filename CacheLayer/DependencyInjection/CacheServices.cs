using System.Diagnostics.Metrics;
using CacheLayer.Adapters.Distributed;
using CacheLayer.Adapters.Hybrid;
using CacheLayer.Adapters.Responses;
using CacheLayer.Filling;
using CacheLayer.Invalidations;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using CacheLayer.Metrics;
using CacheLayer.Reading;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Redis.Routing;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheLayer.DependencyInjection;

/// <summary>Everything that one cache consists of, put together.</summary>
internal sealed class CacheServices : IAsyncDisposable, IDisposable
{
    /// <summary>How long the flights under way may take when the application stops.</summary>
    public static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(5);

    private readonly KeyspacePolicies _policies;
    private readonly FillProtocol _protocol;
    private readonly Dependencies _dependencies;
    private readonly SingleFlight _flights;
    private readonly CounterSampler _sampler;
    private readonly ILogger _logger;
    private readonly CredentialsReload _reload;
    private readonly SingleReader _singles;
    private readonly CacheWarnings _warnings;
    private readonly ShardTrackers _trackers;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarting;
    private bool _isDisposed;
    private long _distrustedAt;

    public CacheServices(CacheLayerSettings settings, IEnumerable<Keyspace> keyspaces, Func<string?> connectionString, IServiceProvider services, string? serviceKey)
    {
        var time = _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var loggers = services.GetRequiredService<ILoggerFactory>();
        _logger = loggers.CreateLogger<CacheServices>();
        _policies = new(
            services.GetRequiredService<IOptionsFactory<KeyspaceOptions>>(),
            services.GetRequiredService<IConfiguration>(),
            loggers.CreateLogger<KeyspacePolicies>(),
            time);
        _policies.ThrowIfTaken(keyspaces);
        Router = new(settings, loggers.CreateLogger<TopologyRouter>()) { Starter = StartAsync };
        Router.PrimaryChanged += DistrustSnapshot;
        _reload = new(services.GetRequiredService<IConfiguration>(), connectionString, Router, _logger);
        _sampler = new(_policies, Router, time);
        Lag = new(_policies, Router, loggers.CreateLogger<LagWatch>(), time);
        var meter = services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(CacheTelemetry.MeterName)
        {
            Tags = serviceKey is null ? null : [new(CacheTelemetry.CacheNameTag, serviceKey)],
        });
        Metrics = new(meter, _sampler, Router, _policies, Lag, L1);
        Statistics = new(_policies);
        var warnings = _warnings = new CacheWarnings(loggers.CreateLogger<CacheClient>(), time);
        var protocol = _protocol = new FillProtocol(Router, L1);
        var entries = new EntryReader(Router, protocol, L1, Metrics, warnings, time);
        _dependencies = new(protocol, warnings, Router, time);
        _flights = new(new Filler(protocol, _dependencies, warnings, time), warnings, time);
        var singles = _singles = new SingleReader(_policies, entries, _flights, L1, Router, time);
        var many = new MultiReader(entries, _flights, L1, time);
        Client = new(_policies, singles, many, L1, Router, warnings, time);
        Aside = new(_policies, singles, many);
        Invalidator = new(Router, L1, settings.Connections, time);
        _trackers = new(L1, Router, settings.Connections, loggers.CreateLogger<ShardTrackers>());
    }

    public KeyspacePolicies Policies => _policies;

    public KeyRouter Router { get; }

    public LagWatch Lag { get; }

    public L1Cache L1 { get; } = new();

    public CacheClient Client { get; }

    public CacheAside Aside { get; }

    public CacheInvalidator Invalidator { get; }

    public CacheStatistics Statistics { get; }

    public CacheMetrics Metrics { get; }

    public HybridCache CreateHybridCache(HybridCacheSettings settings, IServiceProvider services)
        => new HybridCacheAdapter(settings, new(settings, services, services.GetRequiredService<ILoggerFactory>().CreateLogger<HybridCacheAdapter>(), _time), _policies, _singles, _dependencies, Invalidator, _warnings, _time);

    public IDistributedCache CreateDistributedCache(DistributedCacheSettings settings)
        => new DistributedCacheAdapter(settings, _policies, _singles, Invalidator, Router, _warnings, _time);

    public ResponseStore CreateResponseStore(string keyPrefix) => new(keyPrefix, _policies, _singles, _protocol, _dependencies, Invalidator, _warnings, _time);

    /// <summary>Opens the connections, once: when the host starts, or else when the cache is used first.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_isStarting)
            {
                _isStarting = true;

                // Without the context of the first caller: what is started here runs as long as the process.
                ThreadPool.UnsafeQueueUserWorkItem(static services => _ = services.OpenAsync(), this, preferLocal: false);
            }
        }

        return _started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the fills under way end.</summary>
    public async Task DrainAsync()
    {
        if (await _flights.DrainAsync(DrainBound).ConfigureAwait(false) is > 0 and var cancelled)
        {
            Log.FlightsCancelled(_logger, cancelled, DrainBound);
        }
    }

    public async ValueTask DisposeAsync()
    {
        bool wasStarted;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            wasStarted = _isStarting;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (wasStarted)
        {
            await ((Task)_started.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _reload.Dispose();
        _sampler.Dispose();
        await _trackers.DisposeAsync().ConfigureAwait(false);
        await Lag.DisposeAsync().ConfigureAwait(false);
        _dependencies.Dispose();
        _flights.Dispose();
        _policies.Dispose();
        await Router.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Does the same for a container that is disposed of synchronously.</summary>
    public void Dispose() => SynchronousWait.For(DisposeAsync().AsTask());

    // The shard is not read before this has returned, nor for a while after.
    private void DistrustSnapshot()
    {
        var restoredAt = Router.SnapshotRestoredAt;
        lock (_gate)
        {
            if (restoredAt > _distrustedAt)
            {
                _distrustedAt = restoredAt;
                _policies.DistrustStored();
            }
        }
    }

    private async Task OpenAsync()
    {
        try
        {
            await Router.StartAsync(_stopping.Token).ConfigureAwait(false);
            _trackers.Start();
            _sampler.Start();
            Lag.Start();
            _started.SetResult();
        }
        catch (Exception e)
        {
            _started.SetException(e);
        }
    }
}
