namespace CacheLayer.Adapters.Hybrid;

/// <summary>The entries of one type, as calls use them that read and store, only store, or only share what is created.</summary>
internal sealed class HybridViews(Keyspace<HybridPayload> entries)
{
    public Keyspace<HybridPayload> Entries => entries;

    public Keyspace<HybridPayload> Refreshed { get; } = entries.With(FillMode.Refresh);

    public Keyspace<HybridPayload> Unstored { get; } = entries.With(FillMode.Never);
}
