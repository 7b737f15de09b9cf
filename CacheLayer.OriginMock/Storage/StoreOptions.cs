namespace CacheLayer.OriginMock.Storage;

/// <summary>Where changes are kept; bound from <c>Origin:Store</c>.</summary>
internal sealed class StoreOptions
{
    public const string SectionName = "Origin:Store";

    /// <summary>
    /// The database file, made with its folder when it is missing. Changes and the events that are still to be published
    /// outlive the process there, however it ends. Without it they are held in memory, and end with the process.
    /// </summary>
    public string? Path { get; set; }
}
