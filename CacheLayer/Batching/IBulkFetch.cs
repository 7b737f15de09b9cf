namespace CacheLayer.Batching;

/// <summary>A bulk fetch of whatever type.</summary>
internal interface IBulkFetch
{
    /// <summary>Called by the batch when all keys are named.</summary>
    void Leave();
}
