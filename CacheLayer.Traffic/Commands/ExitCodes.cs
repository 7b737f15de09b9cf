namespace CacheLayer.Traffic.Commands;

internal static class ExitCodes
{
    /// <summary>All targets that were measured are met.</summary>
    public const int Met = 0;

    /// <summary>A target was measured and not met.</summary>
    public const int NotMet = 1;

    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl+C or a request to end.</summary>
    public const int Interrupted = 130;
}
