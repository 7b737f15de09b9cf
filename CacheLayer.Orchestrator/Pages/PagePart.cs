namespace CacheLayer.Orchestrator.Pages;

/// <summary>Where a part of a page comes from, and what errors call it.</summary>
internal sealed record PagePart<T>(string Name, Keyspace<T> Keyspace, Fetcher<T> Fetcher)
{
    public PagePart<CachePayload> Raw => new(Name, Keyspace.Raw, Fetcher.Raw);
}
