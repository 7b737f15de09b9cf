namespace CacheLayer;

/// <summary>One read of a <see cref="CacheBatch"/>.</summary>
public sealed class BatchRead<T>
{
    internal BatchRead()
    {
    }

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The batch has not been executed.</exception>
    public CacheRead<T> Result => throw new NotImplementedException();
}
