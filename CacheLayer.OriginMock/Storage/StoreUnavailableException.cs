namespace CacheLayer.OriginMock.Storage;

/// <summary>The store took nothing; what was to be changed is as it was.</summary>
internal sealed class StoreUnavailableException(Exception cause) : Exception("The change could not be stored.", cause);
