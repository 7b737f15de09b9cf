using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CacheLayer.Traffic.Arrivals;

/// <summary>
/// Waits on a thread of its own until a point in time, to about 0.1 ms. The waits of .NET are full milliseconds, which
/// is more than a cache hit takes: latencies from the intended start would mostly show the wait.
/// </summary>
internal static class PrecisePause
{
    private static readonly TimeSpan LongestPrecise = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns at the timestamp, or earlier when stopped.</summary>
    public static void Until(long timestamp, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var remaining = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
            if (remaining <= TimeSpan.Zero)
            {
                return;
            }

            if (remaining > LongestPrecise || OperatingSystem.IsWindows())
            {
                stop.WaitHandle.WaitOne(Math.Max(1, (int)(remaining - LongestPrecise).TotalMilliseconds));
            }
            else
            {
                _ = NanoSleep(new TimeSpec(0, (nint)remaining.TotalNanoseconds), 0);
            }
        }
    }

    // A signal may end it early: the caller asks the clock again anyway.
    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int NanoSleep(in TimeSpec length, nint remaining);

    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
