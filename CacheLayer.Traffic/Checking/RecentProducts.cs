namespace CacheLayer.Traffic.Checking;

/// <summary>The products that were read last.</summary>
internal sealed class RecentProducts
{
    private readonly string?[] _asins = new string?[256];
    private uint _next;

    public void Add(string asin) => Volatile.Write(ref _asins[Interlocked.Increment(ref _next) % _asins.Length], asin);

    /// <summary>Any of them, those that were read often more often; null when none has been read.</summary>
    public string? Pick(Random random)
    {
        var start = random.Next(_asins.Length);
        for (var i = 0; i < _asins.Length; i++)
        {
            if (Volatile.Read(ref _asins[(start + i) % _asins.Length]) is { } asin)
            {
                return asin;
            }
        }

        return null;
    }
}
