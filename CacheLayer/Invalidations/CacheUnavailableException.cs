namespace CacheLayer;

/// <summary>The cache could not confirm an operation that must not be lost.</summary>
public sealed class CacheUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
