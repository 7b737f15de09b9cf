namespace CacheLayer.Entries;

/// <summary>What an entry says of itself.</summary>
/// <param name="Flags">What is special about it.</param>
/// <param name="StoredAt">When it was stored, in Unix milliseconds by the clock of who stored it.</param>
/// <param name="Life">For how many milliseconds it is fresh; 0 when Redis removes it at the end of that.</param>
internal readonly record struct EntryHeader(EntryFlags Flags, long StoredAt, long Life);
