namespace CacheLayer.Catalogue;

/// <summary>The sections of the shop that have a promotion.</summary>
public static class StoreSection
{
    /// <summary>The section that is meant when an event or a page names none.</summary>
    public const string Default = "manga-home";

    /// <summary>Every section.</summary>
    public static IReadOnlyList<string> All { get; } = [Default, "comics-home", "books-home", "new-releases", "deals"];

    public static bool IsKnown(string section) => All.Contains(section, StringComparer.Ordinal);
}
