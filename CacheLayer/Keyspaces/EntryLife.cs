namespace CacheLayer.Keyspaces;

/// <summary>How long an entry lives.</summary>
/// <param name="LogicalTtl">For how long it is served as a matter of course.</param>
/// <param name="PhysicalTtl">For how long Redis keeps it.</param>
internal readonly record struct EntryLife(TimeSpan LogicalTtl, TimeSpan PhysicalTtl)
{
    /// <summary>The shortest life; what would live shorter is not stored.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Of what was fetched; shorter than <see cref="Shortest"/> when it is not to be stored.</summary>
    public static EntryLife OfFetched<T>(in Fetched<T> fetched, KeyspaceOptions options)
        => !fetched.HasValue ? OfNegative(options)
            : fetched.Ttl is { } ttl ? Of(options, ttl)
            : OfValue(options);

    /// <summary>A life that a caller gives, within its bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than <see cref="Shortest"/>; the error names the option.</exception>
    public static TimeSpan Checked(TimeSpan life, string option)
        => life >= Shortest ? Bounded(life) : throw new ArgumentOutOfRangeException(option, life, $"{option} must be at least a millisecond.");

    /// <summary>A life, or <see cref="KeyspaceOptions.LongestTtl"/> when that is shorter.</summary>
    public static TimeSpan Bounded(TimeSpan life) => life < KeyspaceOptions.LongestTtl ? life : KeyspaceOptions.LongestTtl;

    /// <summary>Of a value, by its keyspace; shortened at random.</summary>
    public static EntryLife OfValue(KeyspaceOptions options) => Of(options, Shortened(options.Ttl, options.Jitter));

    /// <summary>Of a value whose owner says how long.</summary>
    public static EntryLife Of(KeyspaceOptions options, TimeSpan fresh)
    {
        fresh = Clamped(options, Bounded(fresh));
        return new(fresh, fresh + (options.FailSafeMaxStale ?? TimeSpan.Zero));
    }

    /// <summary>Of the knowledge that the origin has no value: never served any longer than that.</summary>
    public static EntryLife OfNegative(KeyspaceOptions options)
    {
        var life = Clamped(options, Shortened(options.NegativeTtl ?? TimeSpan.Zero, options.Jitter));
        return new(life, life);
    }

    private static TimeSpan Clamped(KeyspaceOptions options, TimeSpan life) => options.MaxAge is { } longest && longest < life ? longest : life;

    private static TimeSpan Shortened(TimeSpan ttl, double jitter) => ttl * (1 - (jitter * Random.Shared.NextDouble()));
}
