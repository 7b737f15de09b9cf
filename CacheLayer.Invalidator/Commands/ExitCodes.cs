namespace CacheLayer.Invalidator.Commands;

internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>There is no such dead letter, not all that were meant could be redriven, or the function cannot start.</summary>
    public const int NotDone = 1;

    public const int BadInput = 2;

    /// <summary>The event node, or Lambda's runtime interface, does not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>Stopped by Ctrl+C or a request to end.</summary>
    public const int Interrupted = 130;
}
