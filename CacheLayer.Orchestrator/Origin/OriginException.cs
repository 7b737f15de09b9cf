namespace CacheLayer.Orchestrator.Origin;

/// <summary>The origin gave no answer.</summary>
/// <param name="status">The HTTP status that the caller of the orchestrator gets: 502, 503 or 504.</param>
/// <param name="message">The reason, fit to be shown to the caller.</param>
/// <param name="innerException">The cause.</param>
internal sealed class OriginException(int status, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int Status => status;
}
