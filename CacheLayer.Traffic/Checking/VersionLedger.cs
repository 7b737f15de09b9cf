using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheLayer.Traffic.Checking;

/// <summary>
/// Knows, per product, the lowest version that a read may return: that of the last change that was acknowledged before
/// the read began. Times are <see cref="Stopwatch"/> timestamps of this process, which made both the changes and the
/// reads, so no clocks need to agree.
/// </summary>
/// <param name="overdueAfter">How long after its beginning an unacknowledged change counts as lost when it is not seen.</param>
internal sealed class VersionLedger(TimeSpan overdueAfter)
{
    private readonly ConcurrentDictionary<string, List<Change>> _changes = new(StringComparer.Ordinal);

    /// <summary>Notes a change; those of one product one after another.</summary>
    public void Add(string asin, Change change)
    {
        var changes = _changes.GetOrAdd(asin, static _ => []);
        lock (changes)
        {
            changes.Add(change);
        }
    }

    public ReadVerdict Judge(string asin, long version, long begunAt)
    {
        if (!_changes.TryGetValue(asin, out var changes))
        {
            return default;
        }

        var staleFor = TimeSpan.Zero;
        StaleCause? violation = null;
        Change? lacks = null;
        lock (changes)
        {
            for (var i = changes.Count - 1; i >= 0 && changes[i].Version > version; i--)
            {
                var age = Stopwatch.GetElapsedTime(changes[i].BegunAt, begunAt);
                staleFor = age > staleFor ? age : staleFor;
                if (changes[i].AcknowledgedAt <= begunAt)
                {
                    violation = StaleCause.AfterAcknowledgement;
                    lacks = changes[i];
                }
                else if (changes[i].AcknowledgedAt is null && age > overdueAfter)
                {
                    violation ??= StaleCause.LostEvent;
                }
            }
        }

        return new ReadVerdict(staleFor, violation, lacks);
    }
}
