using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Writes an entry into the index of one that it was made from, and tells when that one was last invalidated.</summary>
/// <remarks>The microseconds in the order tell two registrations of one entry apart: see <see cref="LeavingIndex"/>. The index is ordered by when the dependents expire; each registration clears away a few that have, so that it does not grow with what was ever stored.</remarks>
internal static class RegisterDependentScript
{
    private static readonly string Text = LuaFile.Load("register-dependent");

    /// <summary>
    /// For how long an entry is named. Its life begins when it is stored, which may take as long as its lease lives; twice, because the clocks
    /// of two nodes may run at different speeds.
    /// </summary>
    public static TimeSpan LifeInIndex(TimeSpan ttl, TimeSpan leaseTtl) => ttl + (2 * leaseTtl);

    /// <param name="db">The primary.</param>
    /// <param name="dependency">The keys of the entry that is depended on.</param>
    /// <param name="dependent">The value key of the entry that depends on it.</param>
    /// <param name="ttl">How long the dependent will live at most.</param>
    public static async Task<RegisterDependentReply> EvaluateAsync(IDatabaseAsync db, EntryKeys dependency, string dependent, TimeSpan ttl)
    {
        var reply = await db.ScriptEvaluateAsync(
            Text, [dependency.Watermark, dependency.Dependents], [dependent, (long)ttl.TotalMilliseconds]).ConfigureAwait(false);
        var left = (long)reply[1];
        return new((long)reply[0], left < 0 ? TimeSpan.MaxValue : Watermark.Life - TimeSpan.FromMilliseconds(left));
    }
}
