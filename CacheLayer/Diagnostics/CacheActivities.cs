using System.Diagnostics;

namespace CacheLayer.Diagnostics;

/// <summary>The spans of the cache; without keys, which may name customers.</summary>
internal static class CacheActivities
{
    private static readonly ActivitySource Source = new(CacheTelemetry.ActivitySourceName);

    /// <summary>Whether anybody would see a span.</summary>
    public static bool AreListenedTo => Source.HasListeners();

    /// <summary>The span of a fetch, which outlives its callers; when there is no span, its calls belong to the span of the first caller.</summary>
    /// <param name="keyspace">The keyspace.</param>
    /// <param name="parent">The span of the caller, which may have ended, or null.</param>
    public static Activity? StartFetch(string keyspace, Activity? parent)
    {
        var activity = AreListenedTo ? Source.StartActivity("cache fetch", ActivityKind.Client, parent?.Context ?? default) : null;
        activity?.SetTag("cache.keyspace", keyspace);
        if (activity is null)
        {
            Activity.Current = parent;
        }

        return activity;
    }

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
