using CacheLayer.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

/// <summary>Says of a keyspace, once an hour at most, that values are too large for it.</summary>
internal sealed class SizeWarnings(ILogger logger, TimeProvider time)
{
    private readonly HourlyThrottle _turn = new(time);

    public void Warn(string keyspace, int bytes, int limit)
    {
        if (_turn.TryTake(out var count))
        {
            Log.TooLarge(logger, keyspace, bytes, $"{KeyspacePolicies.SectionName}:{keyspace}:{nameof(KeyspaceOptions.MaxEntryBytes)}", limit, count);
        }
    }
}
