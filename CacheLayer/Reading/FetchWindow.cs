namespace CacheLayer.Reading;

/// <summary>How many keys of one keyspace a batch has under way, from begin-fill to answer: as many as may be fetched at once, so that none of them waits in line.</summary>
/// <param name="Most">So many at once.</param>
/// <param name="Step">So many are waited for before more are begun: a bulk call is begun whole.</param>
internal readonly record struct FetchWindow(int Most, int Step)
{
    // Bounds the scripts that are sent in a row, where the origin could take more.
    private const int MostAlone = 256;
    private const int MostBulks = 2;

    public static FetchWindow Of(KeyspaceOptions options, bool fetchesMany)
        => fetchesMany
            ? new(options.MaxFetchBatchSize * Math.Min(options.MaxConcurrentFetches, MostBulks), options.MaxFetchBatchSize)
            : new(Math.Min(options.MaxConcurrentFetches, MostAlone), 1);
}
