using System.Diagnostics;

namespace CacheLayer.Telemetry;

/// <summary>The spans of the cache; without keys, which may name customers.</summary>
internal static class CacheActivities
{
    private static readonly ActivitySource Source = new(CacheTelemetry.ActivitySourceName);

    /// <summary>Whether anybody would see a span.</summary>
    public static bool AreListenedTo => Source.HasListeners();

    public static Activity? Start(string name, string? keyspace)
    {
        if (!AreListenedTo)
        {
            return null;
        }

        var activity = Source.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis");
        activity?.SetTag("cache.keyspace", keyspace);
        return activity;
    }
}
