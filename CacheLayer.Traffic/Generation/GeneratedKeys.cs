using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Generation;

/// <summary>
/// An endless order of keys: drawn by popularity, mixed with repetitions of recent requests. How far back a repetition
/// reaches is uniform on a logarithmic scale, which is what visitors who come back after seconds or after hours look like.
/// </summary>
internal sealed class GeneratedKeys : IKeySource
{
    private readonly LoadModel _model;
    private readonly Random _random;
    private readonly ZipfPopularity _popularity;
    private readonly int[] _recent;
    private readonly double _logOfWindow;
    private long _made;

    public GeneratedKeys(LoadModel model, int seed)
    {
        _model = model;
        _random = new Random(seed);
        _popularity = new ZipfPopularity(model.Keys, model.Skew);
        _recent = new int[model.Window];
        _logOfWindow = Math.Log(model.Window + 1.0);
    }

    public bool TryNext(out int key)
    {
        key = TryRepeat(out var repeated) ? repeated : _popularity.Next(_random);
        _recent[_made++ % _recent.Length] = key;
        return true;
    }

    private bool TryRepeat(out int key)
    {
        key = 0;
        if (_random.NextDouble() >= _model.Locality)
        {
            return false;
        }

        var back = (int)Math.Exp(_random.NextDouble() * _logOfWindow);
        if (back > _made)
        {
            return false;
        }

        key = _recent[(_made - back) % _recent.Length];
        return true;
    }
}
