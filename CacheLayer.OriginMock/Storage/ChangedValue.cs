using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Storage;

/// <summary>What a change made.</summary>
/// <param name="Kind">What it is: each kind has its own keys.</param>
/// <param name="Key">Which one it is.</param>
/// <param name="Json">The value as it is now.</param>
/// <param name="Event">What the caches must be told.</param>
internal readonly record struct ChangedValue(string Kind, string Key, byte[] Json, ChangeEvent Event);
