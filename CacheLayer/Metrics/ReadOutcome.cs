namespace CacheLayer.Metrics;

/// <summary>What the cache answered to a read, with the metric tag for it made once.</summary>
internal sealed class ReadOutcome
{
    /// <summary>Every key had a value.</summary>
    public static readonly ReadOutcome Hit = new("hit");

    /// <summary>Some key had none.</summary>
    public static readonly ReadOutcome Miss = new("miss");

    /// <summary>No node answered.</summary>
    public static readonly ReadOutcome Error = new("error");

    private ReadOutcome(string name) => Tag = new("outcome", name);

    public KeyValuePair<string, object?> Tag { get; }
}
