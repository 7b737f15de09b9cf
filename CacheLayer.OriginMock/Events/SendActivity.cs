using System.Diagnostics;
using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Events;

/// <summary>The span of an event from the moment it is made until it is on the stream, by OpenTelemetry's conventions for messaging.</summary>
internal static class SendActivity
{
    private static readonly ActivitySource Source = new("CacheLayer.OriginMock");

    /// <summary>Starts the span as a child of the request that made the change; null when nothing listens.</summary>
    public static Activity? Start(ActivityContext request)
    {
        var before = Activity.Current;
        var activity = Source.StartActivity(
            $"send {ChangeStream.Name}",
            ActivityKind.Producer,
            request,
            [
                new("messaging.system", "redis"),
                new("messaging.destination.name", ChangeStream.Name),
                new("messaging.operation.name", "send"),
                new("messaging.operation.type", "send"),
            ]);

        // It ends on another thread, and nothing on this one belongs to it.
        Activity.Current = before;
        return activity;
    }
}
