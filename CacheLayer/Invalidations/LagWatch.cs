using CacheLayer.Keyspaces;
using CacheLayer.Redis.Routing;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Invalidations;

/// <summary>Tells how far invalidations are behind, and has the keyspaces that mind it serve less from the cache.</summary>
/// <remarks>
/// Lag is not the last value reported but the largest that cannot be excluded: silence counts from the last new report on, whether
/// the worker died, its source cannot be read, or replication to the node that we read from stands still.
/// </remarks>
internal sealed class LagWatch(KeyspacePolicies policies, KeyRouter router, ILogger<LagWatch> logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private Heard? _heard;

    /// <summary>The age up to which a change may not have been carried out; null while no keyspace asks for it.</summary>
    public TimeSpan? Lag => Volatile.Read(ref _heard) is { } heard ? heard.Lag + time.GetElapsedTime(heard.At) : null;

    /// <summary>The keyspaces that serve less because of it.</summary>
    public IEnumerable<string> Lagging => policies.All.Where(policy => policy.IsLagging).Select(policy => policy.Name);

    public void Start() => _watching = WatchAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                if (policies.All.Any(policy => policy.Configured.MaxLag is not null))
                {
                    await HearAsync().ConfigureAwait(false);
                }
                else
                {
                    Volatile.Write(ref _heard, null);
                }

                Apply();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task HearAsync()
    {
        var last = _heard ?? new Heard(default, TimeSpan.Zero, time.GetTimestamp());
        try
        {
            // Before it is asked: what is answered may be as old as that.
            var askedAt = time.GetTimestamp();
            var answer = await router.ReadAsync(LagReport.Key, LagReport.Key, static (db, key) => db.StringGetAsync(key), _stopping.Token).ConfigureAwait(false);
            if (LagReport.Parse(answer) is { } report && report != last.Report)
            {
                last = new(report, TimeSpan.FromMilliseconds(report.LagMs), askedAt);
            }
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            Log.ReportUnreadable(logger, e);
        }

        Volatile.Write(ref _heard, last);
    }

    private void Apply()
    {
        var lag = Lag;
        foreach (var policy in policies.All)
        {
            var isLagging = lag > policy.Configured.MaxLag;
            if (isLagging == policy.IsLagging)
            {
                continue;
            }

            policy.IsLagging = isLagging;
            if (isLagging)
            {
                Log.Lags(logger, policy.Name, lag!.Value, policy.Configured.WhenLagging);
            }
            else
            {
                Log.LagsNoMore(logger, policy.Name);
            }
        }
    }

    /// <param name="Report">The last report that was a new one.</param>
    /// <param name="Lag">What it said.</param>
    /// <param name="At">When it was heard, or when listening began.</param>
    private sealed record Heard(LagReport Report, TimeSpan Lag, long At);
}
