namespace CacheLayer.Traffic.Checking;

/// <summary>What the check of consistency found.</summary>
internal sealed record ConsistencyReport
{
    /// <summary>Changes that the origin made.</summary>
    public required long Changes { get; init; }

    /// <summary>Those of which the origin said that every copy of the old value is gone.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Changes that were asked for and not made, or of which it is not known.</summary>
    public required long FailedChanges { get; init; }

    /// <summary>Reads that showed a version.</summary>
    public required long Reads { get; init; }

    /// <summary>Reads that must not have returned what they did, by cause.</summary>
    public required IReadOnlyDictionary<StaleCause, long> Violations { get; init; }

    public required IReadOnlyList<StaleWithin> Within { get; init; }

    public long AllViolations => Violations.Values.Sum();
}
