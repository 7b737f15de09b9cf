namespace CacheLayer.Keyspaces;

/// <summary>How long an entry lives.</summary>
/// <param name="Fresh">For how long it is served as a matter of course.</param>
/// <param name="Kept">For how long Redis keeps it.</param>
internal readonly record struct EntryLife(TimeSpan Fresh, TimeSpan Kept)
{
    /// <summary>Of a value, by its keyspace; shortened at random.</summary>
    public static EntryLife OfValue(KeyspaceOptions options) => Of(options, Shortened(options.Ttl, options.Jitter));

    /// <summary>Of a value whose owner says how long.</summary>
    public static EntryLife Of(KeyspaceOptions options, TimeSpan fresh)
    {
        fresh = Clamped(options, fresh);
        return new(fresh, fresh + (options.FailSafeMaxStale ?? TimeSpan.Zero));
    }

    /// <summary>Of the knowledge that the origin has no value: never served any longer than that.</summary>
    public static EntryLife OfNothing(KeyspaceOptions options)
    {
        var life = Clamped(options, Shortened(options.NegativeTtl ?? TimeSpan.Zero, options.Jitter));
        return new(life, life);
    }

    private static TimeSpan Clamped(KeyspaceOptions options, TimeSpan life) => options.MaxAge is { } longest && longest < life ? longest : life;

    private static TimeSpan Shortened(TimeSpan ttl, double jitter) => ttl * (1 - (jitter * Random.Shared.NextDouble()));
}
