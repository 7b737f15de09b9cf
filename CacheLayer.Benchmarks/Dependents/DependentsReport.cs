namespace CacheLayer.Benchmarks.Dependents;

/// <summary>Everything that <c>dependents</c> measures.</summary>
internal sealed record DependentsReport(IReadOnlyList<InvalidationRow> Invalidations, IReadOnlyList<IndexRow> Index, IReadOnlyList<ReadRow> Reads);
