namespace CacheLayer.Traffic.Arrivals;

internal sealed class PoissonArrivals(double rate, int seed) : IArrivals
{
    private readonly Random _random = new(seed);
    private double _last;

    public double Next() => _last -= Math.Log(1 - _random.NextDouble()) / rate;
}
