using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Topology;

/// <summary>Invokes event handlers and isolates each one's failures.</summary>
internal static class SafeEventInvoker
{
    /// <summary>Calls every handler of an event. The exception of one is logged; the others and the caller go on.</summary>
    public static void Invoke(Action? handlers, ILogger logger)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler();
            }
            catch (Exception e)
            {
                Log.HandlerFailed(logger, e);
            }
        }
    }
}
