namespace CacheLayer.Redis.Connections;

/// <summary>A read that waits in a <see cref="ReadQueue"/>.</summary>
internal interface IQueuedRead
{
    /// <summary>Its turn has come. Never throws, and never runs what waits for the answer: others wait behind it.</summary>
    void Send();
}
