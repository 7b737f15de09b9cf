using CacheLayer.Statistics;

namespace CacheLayer.Keyspaces;

/// <summary>What one cache knows of one keyspace: its options as they are now, and its counters.</summary>
internal sealed class KeyspacePolicy(string name, KeyspaceOptions options)
{
    private volatile KeyspaceOptions _options = options;

    public string Name { get; } = name;

    public KeyspaceOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public KeyspaceCounters Counters { get; } = new();
}
