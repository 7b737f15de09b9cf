namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>What a user gave does not say which dead letters are meant; the message says why.</summary>
internal sealed class BadSelectionException(string reason) : Exception(reason);
