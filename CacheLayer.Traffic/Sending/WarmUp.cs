using System.Diagnostics;
using CacheLayer.Traffic.Reporting;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Sending;

/// <summary>Fills the caches with what visitors asked for before the run: each thing once, as fast as the answers come. Nothing of it is judged.</summary>
internal sealed class WarmUp(RequestPlanner planner, TargetConnection target, TimeSpan timeout)
{
    // Well below what an orchestrator lets through to its origin.
    private const int MaxInFlight = 32;

    private int _sent;
    private int _failed;

    /// <param name="requests">How many requests the visitors sent, repetitions included.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<WarmUpReport> RunAsync(int requests, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await Parallel.ForEachAsync(Plan(requests), new ParallelOptions { MaxDegreeOfParallelism = MaxInFlight, CancellationToken = stop }, SendAsync);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is interrupted, and reports what there is.
        }

        return new WarmUpReport(requests, _sent, _failed, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private IEnumerable<string> Plan(int requests)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < requests && planner.TryNext(out var request); i++)
        {
            if (asked.Add(request.PathAndQuery))
            {
                yield return request.PathAndQuery;
            }
        }
    }

    private async ValueTask SendAsync(string pathAndQuery, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        Interlocked.Increment(ref _sent);
        try
        {
            using var response = await target.GetAsync(pathAndQuery, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _failed);
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested && exception is HttpRequestException or IOException or OperationCanceledException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
