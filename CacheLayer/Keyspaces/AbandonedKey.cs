namespace CacheLayer.Keyspaces;

/// <summary>A key of which fetches were abandoned and still run.</summary>
internal sealed class AbandonedKey
{
    /// <summary>How many of its fetches still run.</summary>
    public int Running { get; set; }

    /// <summary>When the origin may be asked for it again, as a timestamp.</summary>
    public long RestsUntil { get; set; }
}
