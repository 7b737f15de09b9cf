using System.Runtime.CompilerServices;
using CacheLayer.Diagnostics;
using CacheLayer.L1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheLayer.Keyspaces;

/// <summary>What one cache knows of one keyspace: its options as they are now, and its counters.</summary>
internal sealed class KeyspacePolicy
{
    /// <summary>The metric tag of a batch over several keyspaces.</summary>
    public static readonly KeyValuePair<string, object?> MixedTag = new(TagName, "mixed");

    private const string TagName = "keyspace";

    private readonly Lock _lock = new();
    private KeyspaceOptions _configured;
    private volatile KeyspaceOptions _options;
    private readonly SizeWarnings _sizes;
    private volatile bool _isLagging;
    private volatile L1Store[] _l1 = [];

    public KeyspacePolicy(string name, KeyspaceOptions options, ILogger? logger = null, TimeProvider? time = null)
    {
        Name = name;
        Tag = new(TagName, name);
        _configured = options;
        _options = options;
        logger ??= NullLogger.Instance;
        time ??= TimeProvider.System;
        _sizes = new(logger, time);
        Fetches = new(name, options, Counters, logger, time);
    }

    /// <summary>The settings of the in-process cache were changed.</summary>
    public event Action? L1Changed;

    public string Name { get; }

    /// <summary>The metric tag.</summary>
    public KeyValuePair<string, object?> Tag { get; }

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
                var before = _configured;
                Volatile.Write(ref _configured, value);
                Decide();
                if (before.L1 != value.L1)
                {
                    L1Changed?.Invoke();
                }
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
    public FetchGates Fetches { get; }

    public KeyspaceCounters Counters { get; } = new();

    /// <summary>A value was not stored because of its size.</summary>
    public void TooLarge(int bytes)
    {
        Counters.TooLarge();
        _sizes.Warn(Name, bytes, Options.MaxEntryBytes);
    }

    /// <summary>What is in memory of a view of this keyspace.</summary>
    public L1Store<T>? FindL1<T>(Keyspace<T> keyspace)
    {
        // One or two.
        foreach (var store in _l1)
        {
            if (ReferenceEquals(store.Keyspace, keyspace))
            {
                // The view says of which type its values are.
                return Unsafe.As<L1Store<T>>(store);
            }
        }

        return null;
    }

    /// <summary>Adds what is in memory of a view; one caller at a time.</summary>
    public void AddL1(L1Store store) => _l1 = [.. _l1, store];

    private void Decide() => _options = _isLagging ? _configured.WhileLagging() : _configured;
}
