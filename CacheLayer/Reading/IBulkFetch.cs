namespace CacheLayer.Reading;

/// <summary>A bulk fetch of whatever type.</summary>
internal interface IBulkFetch
{
    /// <summary>How many keys the batch has named for it.</summary>
    int Named { get; set; }

    /// <summary>Called by the batch when all keys are named.</summary>
    void Leave();
}
