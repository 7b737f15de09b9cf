using CacheLayer.Diagnostics;
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
    private long _storedFrom;
    private volatile KeyspaceView[] _views = [];

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

    /// <inheritdoc cref="KeyspaceOptions.StoredFrom"/>
    public long StoredFrom
    {
        set
        {
            lock (_lock)
            {
                _storedFrom = value;
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

    /// <summary>Finds what is kept for a view; null when nothing is yet.</summary>
    public KeyspaceView? Find(Keyspace view)
    {
        // One or two.
        foreach (var kept in _views)
        {
            if (ReferenceEquals(kept.Keyspace, view))
            {
                return kept;
            }
        }

        return null;
    }

    /// <summary>Adds what is kept for a view; one caller at a time.</summary>
    public void Add(KeyspaceView view) => _views = [.. _views, view];

    private void Decide()
    {
        var options = _isLagging ? _configured.WhileLagging() : _configured;
        _options = _storedFrom is 0 ? options : options with { StoredFrom = _storedFrom };
    }
}
