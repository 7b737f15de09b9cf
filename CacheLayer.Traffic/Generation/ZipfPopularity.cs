namespace CacheLayer.Traffic.Generation;

/// <summary>Draws ranks by Zipf's law.</summary>
internal sealed class ZipfPopularity
{
    private readonly double[] _cumulated;

    public ZipfPopularity(int ranks, double skew)
    {
        _cumulated = new double[ranks];
        var sum = 0.0;
        for (var rank = 0; rank < ranks; rank++)
        {
            sum += Math.Pow(rank + 1, -skew);
            _cumulated[rank] = sum;
        }
    }

    /// <summary>A rank, 0 being the most popular.</summary>
    public int Next(Random random)
    {
        var position = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return position < 0 ? ~position : position;
    }
}
