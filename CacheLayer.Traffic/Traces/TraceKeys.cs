using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Traces;

/// <summary>The keys of a trace in its order, once or over and over.</summary>
internal sealed class TraceKeys(Trace trace, bool repeat) : IKeySource
{
    private int _position;

    public bool TryNext(out int key)
    {
        if (_position == trace.Keys.Count && repeat)
        {
            _position = 0;
        }

        var hasNext = _position < trace.Keys.Count;
        key = hasNext ? trace.Keys[_position++] : 0;
        return hasNext;
    }
}
