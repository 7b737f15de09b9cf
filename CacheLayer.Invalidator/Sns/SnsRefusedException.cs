namespace CacheLayer.Invalidator.Sns;

/// <summary>A message is not accepted. The reason holds nothing of its content.</summary>
/// <param name="status">What is answered: SNS tries again after a status of 5xx, and never again after one of 4xx.</param>
/// <param name="reason">Why.</param>
/// <param name="cause">What failed, or null.</param>
internal sealed class SnsRefusedException(int status, string reason, Exception? cause = null) : Exception(reason, cause)
{
    public int Status => status;

    /// <summary>It can never be accepted, because it is not a message as SNS writes them.</summary>
    public static SnsRefusedException Malformed(string reason) => new(StatusCodes.Status400BadRequest, reason);

    /// <summary>It can never be accepted, because it is not proven to come from a topic that is allowed.</summary>
    public static SnsRefusedException Forbidden(string reason) => new(StatusCodes.Status403Forbidden, reason);

    /// <summary>It may be accepted later.</summary>
    public static SnsRefusedException NotNow(string reason, Exception? cause = null) => new(StatusCodes.Status503ServiceUnavailable, reason, cause);
}
