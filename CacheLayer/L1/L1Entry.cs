namespace CacheLayer.L1;

/// <summary>A value in memory.</summary>
/// <param name="value">The value.</param>
/// <param name="session">The session that it was read in: it is served for as long as that goes on.</param>
/// <param name="until">The end of its life, in <see cref="Environment.TickCount64"/>.</param>
internal sealed class L1Entry<T>(T value, TrackingSession session, long until)
{
    public T Value => value;

    public bool Serves(long now) => until > now && session.Serves(now);
}
