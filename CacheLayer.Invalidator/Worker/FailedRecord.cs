namespace CacheLayer.Invalidator.Worker;

/// <summary>A record whose invalidation failed, though the cache was there.</summary>
internal readonly record struct FailedRecord(ParsedRecord Entry, Exception Error)
{
    /// <summary>Why, in a word of the server's or the name of an error, and what else is wrong with the record; nothing of its content.</summary>
    public string Reason
    {
        get
        {
            var reason = $"The invalidation failed: {CacheHealth.Word(Error)}.";
            return Entry.Body.Rejection is { } rest ? $"{reason} {rest}" : reason;
        }
    }
}
