using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _timeProvider;

    internal ResourceLoggerService(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>Writes to the console logs of every instance.</summary>
    public ILogger GetLogger(IResource resource) => new ResourceLogger([.. resource.GetInstanceIds().Select(LogOf)]);

    public ILogger GetLogger(string resourceName) => new ResourceLogger([LogOf(resourceName)]);

    internal ResourceLog LogOf(string resourceId) => _logs.GetOrAdd(resourceId, _ => new ResourceLog(_timeProvider));
}
