namespace CacheLayer.Traffic.Arrivals;

internal sealed class ConstantArrivals(double rate) : IArrivals
{
    private long _arrived;

    public double Next() => _arrived++ / rate;
}
