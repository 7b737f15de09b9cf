using CacheLayer.Fetching;
using CacheLayer.Statistics;

namespace CacheLayer.Keyspaces;

/// <summary>What one cache knows of one keyspace: its options as they are now, and its counters.</summary>
internal sealed class KeyspacePolicy(string name, KeyspaceOptions options)
{
    /// <summary>The metric tag of a batch over several keyspaces.</summary>
    public static readonly KeyValuePair<string, object?> MixedTag = new(TagName, "mixed");

    private const string TagName = "keyspace";

    private readonly Lock _lock = new();
    private KeyspaceOptions _configured = options;
    private volatile KeyspaceOptions _options = options;
    private volatile bool _isLagging;
    private volatile FetchLimiter _fetches = new(name, options);

    public string Name { get; } = name;

    /// <summary>The metric tag.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(TagName, name);

    /// <summary>What holds now.</summary>
    public KeyspaceOptions Options => _options;

    /// <summary>What was configured, and holds unless invalidations lag behind.</summary>
    public KeyspaceOptions Configured
    {
        get => Volatile.Read(ref _configured);
        set
        {
            lock (_lock)
            {
                Volatile.Write(ref _configured, value);
                Decide();
            }

            if (!_fetches.Suits(value))
            {
                // Fetches under way end by the limits that they began by.
                _fetches = new(Name, value);
            }
        }
    }

    /// <summary>Whether invalidations lag further behind than the keyspace can do with.</summary>
    public bool IsLagging
    {
        get => _isLagging;
        set
        {
            lock (_lock)
            {
                _isLagging = value;
                Decide();
            }
        }
    }

    /// <summary>Where a fetch waits for its turn.</summary>
    public FetchLimiter Fetches => _fetches;

    public KeyspaceCounters Counters { get; } = new();

    private void Decide() => _options = _isLagging ? _configured.WhileLagging() : _configured;
}
