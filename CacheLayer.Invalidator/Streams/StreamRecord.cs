namespace CacheLayer.Invalidator.Streams;

/// <summary>One entry of the stream of changes.</summary>
/// <param name="Id">Its id in the stream.</param>
/// <param name="Body">Its body, or null when it has none.</param>
/// <param name="Attempts">How often it was delivered to some consumer.</param>
internal readonly record struct StreamRecord(string Id, byte[]? Body, int Attempts = 1);
