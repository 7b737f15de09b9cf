namespace CacheLayer.Traffic.Requests;

/// <summary>The routes of the orchestrator that traffic asks for.</summary>
internal enum RequestKind
{
    Product,
    Page,
    Recommendations,
    Promotion,
    Review,
}
