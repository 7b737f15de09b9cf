using CacheLayer.Traffic.Measuring;

namespace CacheLayer.Traffic.Checking;

internal static class AnswerSources
{
    /// <summary>Reads it off the product's member of a <c>Cache-Status</c> header.</summary>
    public static AnswerSource Of(string? cacheStatus)
    {
        var members = new CacheStatusMembers(cacheStatus);
        while (members.MoveNext())
        {
            if (members.Keyspace is "product")
            {
                return members.Outcome is not CacheStatusOutcome.Hit ? AnswerSource.Origin : members.IsL1 ? AnswerSource.L1 : AnswerSource.Cache;
            }
        }

        return AnswerSource.Unknown;
    }
}
