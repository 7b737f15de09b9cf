namespace CacheLayer.Orchestrator.Description;

/// <summary>Where to go from the front door.</summary>
internal sealed record ApiLinks(string Description, string Product, string Page, string Statistics, string Health);
