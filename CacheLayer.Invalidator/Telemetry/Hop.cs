namespace CacheLayer.Invalidator.Telemetry;

/// <summary>A part of an event's way from the change to the last copy.</summary>
internal readonly record struct Hop
{
    private Hop(string name) => Tag = new("hop", name);

    /// <summary>From the change at the origin to the event in the stream.</summary>
    public static Hop Published { get; } = new("published");

    /// <summary>From there to a worker.</summary>
    public static Hop Received { get; } = new("received");

    /// <summary>From there to the deletion on the primary.</summary>
    public static Hop Deleted { get; } = new("deleted");

    /// <summary>From there to the confirmation by the replicas.</summary>
    public static Hop Replicated { get; } = new("replicated");

    public KeyValuePair<string, object?> Tag { get; }
}
