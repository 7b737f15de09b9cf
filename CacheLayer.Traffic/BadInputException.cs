namespace CacheLayer.Traffic;

/// <summary>What the user gave cannot be used; the message is the one line that they get to see.</summary>
internal sealed class BadInputException(string message, Exception? cause = null) : Exception(message, cause);
