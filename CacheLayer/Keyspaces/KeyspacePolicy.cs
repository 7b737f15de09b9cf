using CacheLayer.Fetching;
using CacheLayer.Statistics;

namespace CacheLayer.Keyspaces;

/// <summary>What one cache knows of one keyspace: its options as they are now, and its counters.</summary>
internal sealed class KeyspacePolicy(string name, KeyspaceOptions options)
{
    /// <summary>The metric tag of a batch over several keyspaces.</summary>
    public static readonly KeyValuePair<string, object?> MixedTag = new(TagName, "mixed");

    private const string TagName = "keyspace";

    private volatile KeyspaceOptions _options = options;
    private volatile FetchLimiter _fetches = new(name, options);

    public string Name { get; } = name;

    /// <summary>The metric tag.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(TagName, name);

    public KeyspaceOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            if (!_fetches.Suits(value))
            {
                // Fetches under way end by the limits that they began by.
                _fetches = new(Name, value);
            }
        }
    }

    /// <summary>Where a fetch waits for its turn.</summary>
    public FetchLimiter Fetches => _fetches;

    public KeyspaceCounters Counters { get; } = new();
}
