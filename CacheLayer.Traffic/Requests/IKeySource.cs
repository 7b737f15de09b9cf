namespace CacheLayer.Traffic.Requests;

/// <summary>Which product is asked for next, as a number.</summary>
internal interface IKeySource
{
    /// <summary>False when there are no more.</summary>
    bool TryNext(out int key);
}
