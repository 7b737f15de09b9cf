namespace CacheLayer.Tests.Support;

/// <summary>A clock that a test puts forward; durations and timers are the machine's.</summary>
internal sealed class WallClock : TimeProvider
{
    private long _aheadTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _aheadTicks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);
}
