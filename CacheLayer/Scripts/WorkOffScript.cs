using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Takes dependents that are gone out of the index that is being worked off, and names the next ones.</summary>
internal static class WorkOffScript
{
    private static readonly string Text = LuaFile.Load("work-off");

    /// <param name="db">The primary.</param>
    /// <param name="keys">The entry that was invalidated.</param>
    /// <param name="gone">Dependents that are gone from every node.</param>
    /// <param name="length">How many to name at most, or 0.</param>
    /// <param name="mayMove">Whether to begin with what was registered since the last index was put aside, when that one is done.</param>
    public static async Task<DependentsPage> EvaluateAsync(IDatabaseAsync db, EntryKeys keys, IReadOnlyList<Registration> gone, int length, bool mayMove)
    {
        var arguments = new RedisValue[2 + (2 * gone.Count)];
        (arguments[0], arguments[1]) = (length, mayMove);
        for (var i = 0; i < gone.Count; i++)
        {
            (arguments[2 + (2 * i)], arguments[3 + (2 * i)]) = (gone[i].Dependent, gone[i].Score);
        }

        var reply = await db.ScriptEvaluateAsync(Text, [keys.Dependents, KeyLayout.Leaving(keys.Value)], arguments).ConfigureAwait(false);
        return DependentsPage.Of((RedisResult[])reply!, 0);
    }
}
