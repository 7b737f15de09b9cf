using Microsoft.Extensions.Logging;

namespace CacheLayer.Redis.Topology;

/// <summary>Those who want to be told of an event, some of them not ours.</summary>
internal static class SafeEventInvoker
{
    /// <summary>Calls the handlers of an event. One that throws keeps neither the others from being told nor what tells them from going on.</summary>
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
