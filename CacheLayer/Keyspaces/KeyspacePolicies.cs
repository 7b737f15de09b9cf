using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheLayer.Keyspaces;

/// <summary>The policies of the keyspaces that were used, by name: views of one keyspace share one.</summary>
/// <remarks>
/// Options are created again when configuration is reloaded, and not by the options monitor, which throws what is wrong
/// with them into the loading of configuration, and knows only sections that were there at the start.
/// </remarks>
internal sealed class KeyspacePolicies : IDisposable
{
    public const string SectionName = CacheLayerSettings.SectionName + ":Keyspaces";

    private const int MostKnown = 16;

    private readonly ConcurrentDictionary<string, KeyspacePolicy> _policies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Keyspace, KeyspacePolicy> _all = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KeyspaceOptions> _lastValid;
    private readonly IOptionsFactory<KeyspaceOptions> _options;
    private readonly IConfiguration _configuration;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IDisposable _changes;
    private long _storedFrom;
    private volatile (Keyspace Keyspace, KeyspacePolicy Policy)[] _known = [];

    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    /// <exception cref="InvalidOperationException">A setting cannot be read, or is unknown.</exception>
    public KeyspacePolicies(IOptionsFactory<KeyspaceOptions> options, IConfiguration configuration, ILogger<KeyspacePolicies> logger, TimeProvider? time = null)
    {
        _options = options;
        _configuration = configuration;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _lastValid = Configured(configuration).ToDictionary(name => name, options.Create, StringComparer.Ordinal);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public IEnumerable<KeyspacePolicy> All => _policies.Values;

    public KeyspacePolicy this[Keyspace keyspace]
    {
        get
        {
            // Looking through the few that there are is faster than hashing a name.
            foreach (var (known, policy) in _known)
            {
                if (ReferenceEquals(known, keyspace))
                {
                    return policy;
                }
            }

            return _all.TryGetValue(keyspace, out var found) ? found : Find(keyspace);
        }
    }

    /// <summary>The keyspaces that have a section.</summary>
    public static IEnumerable<string> Configured(IConfiguration configuration)
        => configuration.GetSection(SectionName).GetChildren().Select(section => section.Key.ToLowerInvariant()).Distinct();

    /// <exception cref="InvalidOperationException">Two of the keyspaces share a name or a prefix; the message names both.</exception>
    public void ThrowIfTaken(IEnumerable<Keyspace> keyspaces)
    {
        foreach (var keyspace in keyspaces)
        {
            Find(keyspace);
        }
    }

    /// <summary>Stops serving every entry that is stored already, in all keyspaces.</summary>
    public void DistrustStored()
    {
        lock (_lock)
        {
            _storedFrom = _time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var policy in All)
            {
                policy.StoredFrom = _storedFrom;
            }
        }
    }

    public void Dispose() => _changes.Dispose();

    private KeyspacePolicy Find(Keyspace keyspace)
    {
        lock (_lock)
        {
            if (_all.TryGetValue(keyspace, out var found))
            {
                return found;
            }

            ThrowIfTaken(keyspace.Root);
            var policy = _policies.TryGetValue(keyspace.Name, out found) ? found : Add(keyspace.Name);
            if (keyspace.Root is { ValueType: { } type, Shape: { IsShaped: true } shape } root && !_all.Keys.Any(known => known.Root == root))
            {
                Log.Stores(_logger, root.Name, type, shape.FormatName, shape);
            }

            _all[keyspace] = policy;
            if (_known.Length < MostKnown)
            {
                _known = [.. _known, (keyspace, policy)];
            }

            return policy;
        }
    }

    // Two that share keys would read each other's values, two that share a name their settings and counts.
    private void ThrowIfTaken(Keyspace keyspace)
    {
        foreach (var known in _all.Keys)
        {
            var (samePrefix, sameName) = (known.Prefix == keyspace.Prefix, known.Name == keyspace.Name);
            if (samePrefix != sameName)
            {
                var shared = samePrefix ? $"the prefix '{known.Prefix}'" : $"the name '{known.Name}'";
                throw new InvalidOperationException(
                    $"Keyspaces '{known.Name}' (prefix '{known.Prefix}') and '{keyspace.Name}' (prefix '{keyspace.Prefix}') have {shared} in common: give each a name and a prefix of its own.");
            }

            if (samePrefix && known.Root.Shape != keyspace.Shape && known.Root.Shape.IsShaped && keyspace.Shape.IsShaped)
            {
                throw new InvalidOperationException(
                    $"Keyspace '{keyspace.Name}' (prefix '{keyspace.Prefix}') was created twice, with different types or schema versions: create it once, and share it.");
            }
        }
    }

    private KeyspacePolicy Add(string name)
    {
        lock (_lock)
        {
            if (!_lastValid.TryGetValue(name, out var options))
            {
                options = TryMake(name) ?? new();
                _lastValid.Add(name, options);
            }

            return _policies.GetOrAdd(name, new KeyspacePolicy(name, options, _logger, _time) { StoredFrom = _storedFrom });
        }
    }

    private void Reload()
    {
        lock (_lock)
        {
            foreach (var name in _lastValid.Keys.Union(Configured(_configuration)).ToList())
            {
                if (TryMake(name) is not { } options || (_lastValid.TryGetValue(name, out var old) && old == options))
                {
                    continue;
                }

                _lastValid[name] = options;
                if (_policies.TryGetValue(name, out var policy))
                {
                    policy.Configured = options;
                }

                Log.Changed(_logger, name, options);
            }
        }
    }

    private KeyspaceOptions? TryMake(string name)
    {
        try
        {
            return _options.Create(name);
        }
        catch (Exception e)
        {
            // From the validator, the binder or the application's own code: whatever it is, the keyspace keeps what worked.
            Log.Refused(_logger, e, name, e.Message);
            return null;
        }
    }
}
