namespace CacheLayer.Scripts;

/// <summary>
/// What every process must agree on about an index of dependents that is being worked off. It is put aside under a name of its own, in the same
/// script that raises the watermark: what is registered later is not in it. Pages of it are read, and their entries leave it when they are gone
/// from every node; so a process that continues finds what is left, and a later change has nothing to do.
/// </summary>
internal static class LeavingIndex
{
    /// <summary>How many dependents one script reads at most.</summary>
    public const int PageLength = 500;
}
