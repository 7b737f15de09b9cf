using System.Diagnostics;

namespace CacheLayer.Invalidator.Sources;

/// <summary>One record of a source: an event, or an envelope of several.</summary>
/// <param name="Id">Its id in the source, by which people find it again.</param>
/// <param name="Body">Its body, or null when it has none.</param>
/// <param name="ReceivedAt">When this process got it.</param>
internal sealed record ChangeRecord(string Id, byte[]? Body, DateTimeOffset ReceivedAt)
{
    /// <summary>When the source took it in, or null when the source does not say; by the source's clock.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>How often some process has received it, this time included.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Where it comes from; null for one that is carried out again.</summary>
    public EventChannel? Channel { get; init; }

    /// <summary>The span that published it, where the source carries that beside the body.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>What the source needs to acknowledge it, where that is not the id.</summary>
    public string? Receipt { get; init; }
}
