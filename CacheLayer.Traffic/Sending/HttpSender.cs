using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Measuring;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Sending;

/// <summary>
/// Sends over a bounded set of kept connections; a request that finds none free waits for one, and that wait is part
/// of its latency. One that would exceed the bound of requests under way is not sent, and counted as an error.
/// </summary>
internal sealed class HttpSender(TargetConnection target, int maxInFlight, TimeSpan timeout, Measurements measurements, ConsistencyCheck? check = null)
{
    private readonly ConcurrentBag<CancellationTokenSource> _timeouts = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than the requests, until draining begins.
    private int _underWay = 1;

    public int UnderWay => Volatile.Read(ref _underWay) - 1;

    /// <summary>Starts a request without waiting for its answer; its latency counts from <paramref name="intended"/>, a <see cref="Stopwatch"/> timestamp.</summary>
    public void Send(PlannedRequest request, long intended)
    {
        if (Interlocked.Increment(ref _underWay) - 1 > maxInFlight)
        {
            Leave();
            measurements.NotSent();
            return;
        }

        measurements.Sent(Stopwatch.GetElapsedTime(intended));
        _ = SendAsync(request, intended);
    }

    /// <summary>Ends when all answers are there or have timed out; nothing may be sent any more.</summary>
    public Task DrainAsync()
    {
        Leave();
        return _drained.Task;
    }

    private async Task SendAsync(PlannedRequest request, long intended)
    {
        var limit = _timeouts.TryTake(out var kept) ? kept : new CancellationTokenSource();
        try
        {
            limit.CancelAfter(timeout);
            var begunAt = Stopwatch.GetTimestamp();
            using var response = await target.GetAsync(request.PathAndQuery, limit.Token);
            var body = check is null ? ReadOnlyMemory<byte>.Empty : await response.Content.ReadAsByteArrayAsync(limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            var latency = Stopwatch.GetElapsedTime(intended);
            if (response.IsSuccessStatusCode)
            {
                var headers = AnswerHeaders.Of(response);
                check?.Answered(request.Kind, body, begunAt, headers.CacheStatus);
                measurements.Answered(request.Kind, latency, headers);
            }
            else
            {
                measurements.Failed(ErrorKind.Of(response.StatusCode));
            }
        }
        catch (Exception exception)
        {
            measurements.Failed(ErrorKind.Of(exception));
        }
        finally
        {
            Keep(limit);
            Leave();
        }
    }

    private void Keep(CancellationTokenSource limit)
    {
        if (limit.TryReset())
        {
            _timeouts.Add(limit);
        }
        else
        {
            limit.Dispose();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _drained.SetResult();
        }
    }
}
