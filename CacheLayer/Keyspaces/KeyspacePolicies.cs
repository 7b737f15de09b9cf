using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CacheLayer.Keyspaces;

/// <summary>The policies of the keyspaces that were used, by name: views of one keyspace share one.</summary>
internal sealed class KeyspacePolicies : IDisposable
{
    public const string SectionName = CacheLayerSettings.SectionName + ":Keyspaces";

    private readonly ConcurrentDictionary<string, KeyspacePolicy> _policies = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<KeyspaceOptions> _options;
    private readonly IDisposable? _changes;

    public KeyspacePolicies(IOptionsMonitor<KeyspaceOptions> options)
    {
        _options = options;
        _changes = options.OnChange(Change);
    }

    public IEnumerable<KeyspacePolicy> All => _policies.Values;

    public KeyspacePolicy this[Keyspace keyspace]
        => _policies.TryGetValue(keyspace.Name, out var policy) ? policy : _policies.GetOrAdd(keyspace.Name, name => new(name, _options.Get(name)));

    public void Dispose() => _changes?.Dispose();

    private void Change(KeyspaceOptions options, string? name)
    {
        if (name is not null && _policies.TryGetValue(name, out var policy))
        {
            policy.Options = options;
        }
    }
}
