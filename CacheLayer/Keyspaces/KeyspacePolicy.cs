using CacheLayer.Statistics;

namespace CacheLayer.Keyspaces;

/// <summary>What one cache knows of one keyspace: its options as they are now, and its counters.</summary>
internal sealed class KeyspacePolicy(string name, KeyspaceOptions options)
{
    /// <summary>The metric tag of a batch over several keyspaces.</summary>
    public static readonly KeyValuePair<string, object?> MixedTag = new(TagName, "mixed");

    private const string TagName = "keyspace";

    private volatile KeyspaceOptions _options = options;

    public string Name { get; } = name;

    /// <summary>The metric tag.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(TagName, name);

    public KeyspaceOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public KeyspaceCounters Counters { get; } = new();
}
