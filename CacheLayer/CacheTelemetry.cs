namespace CacheLayer;

/// <summary>The names that telemetry is collected by.</summary>
public static class CacheTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "CacheLayer";

    /// <summary>The tag of the meter of a keyed cache, with its key: without it, several caches of a process would share their instruments.</summary>
    public const string CacheNameTag = "cache.name";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "CacheLayer";
}
