using System.Threading.Tasks.Sources;

namespace CacheLayer.Redis.Dispatch;

/// <summary>Wakes one waiter, again and again, without allocating.</summary>
internal sealed class ReusableAwaiter : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source;

    public ValueTask WaitAsync() => new(this, _source.Version);

    public void Set() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        _source.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}
