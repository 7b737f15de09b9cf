using System.Diagnostics;
using System.Text.Json;

namespace CacheLayer.Invalidator.Telemetry;

/// <summary>Reads the span that published a message, which the message carries as W3C trace context. A context that cannot be read is ignored.</summary>
internal static class MessageTrace
{
    public const string Parent = "traceparent";
    public const string State = "tracestate";

    private const int MaxStateLength = 512;

    public static ActivityContext Read(string? parent, string? state)
        => parent is not null && ActivityContext.TryParse(parent, state is { Length: <= MaxStateLength } ? state : null, isRemote: true, out var context) ? context : default;

    /// <summary>Reads it from the attributes of an SNS notification: <c>"MessageAttributes":{"traceparent":{"Type":"String","Value":"00-..."}}</c>.</summary>
    public static ActivityContext Read(JsonElement notification)
        => notification.TryGetProperty("MessageAttributes", out var attributes) && attributes.ValueKind is JsonValueKind.Object
            ? Read(Value(attributes, Parent), Value(attributes, State))
            : default;

    private static string? Value(JsonElement attributes, string name)
    {
        try
        {
            return attributes.TryGetProperty(name, out var attribute) && attribute.ValueKind is JsonValueKind.Object
                && attribute.TryGetProperty("Value", out var value) && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json reports a string that is not Unicode.
            return null;
        }
    }
}
