using StackExchange.Redis;

namespace CacheLayer.Scripts;

/// <summary>Some of the entries that depend on one that was invalidated.</summary>
/// <param name="IsComplete">Whether all that depended on it are in the index that is being worked off; else another invalidation had begun one before.</param>
/// <param name="HasMore">Whether there are more in it.</param>
/// <param name="Members">The value keys of the dependents; their values may be gone already.</param>
internal readonly record struct DependentsPage(bool IsComplete, bool HasMore, Registration[] Members)
{
    /// <summary>Reads what <see cref="LeavingIndex"/> appended to a reply.</summary>
    public static DependentsPage Of(RedisResult[] reply, int at)
    {
        var members = new Registration[(reply.Length - at - 2) / 2];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new((string)reply[at + 2 + (2 * i)]!, (string)reply[at + 3 + (2 * i)]!);
        }

        return new((int)reply[at] is 1, (int)reply[at + 1] is 1, members);
    }
}
