using CacheLayer.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Keyspaces;

/// <summary>Says of a keyspace, once an hour at most, that values are too large for it.</summary>
internal sealed class SizeWarnings(ILogger logger, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(TimeSpan.FromHours(1), time);

    public void Warn(string keyspace, int bytes, int limit)
    {
        if (_throttle.TryTake(out var count))
        {
            Log.TooLarge(logger, keyspace, bytes, $"{KeyspacePolicies.SectionName}:{keyspace}:{nameof(KeyspaceOptions.MaxEntryBytes)}", limit, count);
        }
    }
}
