namespace CacheLayer.Traffic.Checking;

/// <summary>Finds the cause of a stale read in what the nodes have.</summary>
internal static class StaleCauses
{
    /// <param name="read">The read.</param>
    /// <param name="copies">What the nodes have of the product, looked at right after the read.</param>
    /// <param name="promotedAt">When the primary was seen to be another node than before, last; null when never.</param>
    public static StaleCause Of(in StaleRead read, IReadOnlyList<StoredCopy> copies, DateTimeOffset? promotedAt)
    {
        switch (read.Source)
        {
            case AnswerSource.L1:
                return StaleCause.L1;
            case AnswerSource.Origin:
                return StaleCause.OldFetch;
        }

        var version = read.Version;
        // Entries are dated in whole milliseconds: one that was stored in the same one would seem older than the change.
        var begun = DateTimeOffset.FromUnixTimeMilliseconds(read.Lacks.BegunOn.ToUnixTimeMilliseconds());
        StoredCopy[] old = [.. copies.Where(copy => copy.Version <= version)];
        if (old.Length is 0)
        {
            return StaleCause.AfterAcknowledgement;
        }

        // A replica has nothing that its primary had not.
        if (Array.Exists(old, copy => copy.StoredAt >= begun))
        {
            return StaleCause.LateFill;
        }

        return !Array.Exists(old, copy => copy.OnPrimary) ? StaleCause.ReplicaLag
            : promotedAt >= begun ? StaleCause.Failover
            : StaleCause.LostEvent;
    }
}
