namespace CacheLayer.Traffic.Arrivals;

/// <summary>The trace's own clock, sped up; a trace that starts over follows after one mean gap, or after a second when it has none.</summary>
internal sealed class TraceClock(IReadOnlyList<double> times, double scale) : IArrivals
{
    private readonly double _length = times[^1] > times[0] ? (times[^1] - times[0]) * times.Count / (times.Count - 1) : 1;
    private int _position;
    private int _round;

    public double Next()
    {
        if (_position == times.Count)
        {
            _position = 0;
            _round++;
        }

        return (times[_position++] - times[0] + (_round * _length)) / scale;
    }
}
