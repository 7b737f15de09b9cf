using System.Diagnostics;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Sending;

namespace CacheLayer.Traffic.Arrivals;

/// <summary>
/// Starts every request at its intended time, whatever the answers do: on a thread of its own, so that a busy thread
/// pool does not hold up the arrivals.
/// </summary>
internal sealed class OpenLoop(IArrivals arrivals, RequestPlanner planner, HttpSender sender, TimeSpan? duration)
{
    /// <summary>Ends when the requests or the duration do; faults when starting requests fails.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(ended, stop)) { IsBackground = true, Name = "arrivals", Priority = ThreadPriority.AboveNormal }.Start();
        return ended.Task;
    }

    private void Run(TaskCompletionSource ended, CancellationToken stop)
    {
        try
        {
            SendAll(stop);
            ended.SetResult();
        }
        catch (Exception exception)
        {
            ended.SetException(exception);
        }
    }

    private void SendAll(CancellationToken stop)
    {
        var end = duration?.TotalSeconds ?? double.PositiveInfinity;
        var start = Stopwatch.GetTimestamp();
        while (arrivals.Next() is var offset && offset < end && planner.TryNext(out var request))
        {
            var intended = start + (long)(offset * Stopwatch.Frequency);
            PrecisePause.Until(intended, stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            sender.Send(request, intended);
        }
    }
}
