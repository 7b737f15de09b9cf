using CacheLayer.Reading;

namespace CacheLayer;

/// <summary>One read of a <see cref="CacheBatch"/>.</summary>
public sealed class BatchRead<T>
{
    private readonly ReadGroup<T> _group;
    private readonly int _position;

    internal BatchRead(ReadGroup<T> group, int position) => (_group, _position) = (group, position);

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The batch has not been executed.</exception>
    public CacheRead<T> Result => _group.IsAnswered ? _group.Answers[_position] : throw new InvalidOperationException("The batch has not been executed.");
}
