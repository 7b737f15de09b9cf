namespace CacheLayer.L1;

/// <summary>When any of the keys that share it was last changed. To be locked.</summary>
internal sealed class L1Stripe
{
    /// <summary>The number of the last change, in the order of the reports.</summary>
    public long ChangedAt { get; set; }
}
