using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CacheLayer.Catalogue;

namespace CacheLayer.OriginMock.Events;

/// <summary>Wraps a change event as SNS hands it to a subscriber: <c>{"Records":[{"Sns":{"MessageId":"..","Message":"..","Timestamp":".."}}]}</c>.</summary>
internal static class SnsEnvelope
{
    // The message is JSON in a JSON string: without relaxed escaping every quote of it would take seven bytes.
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="change">The event.</param>
    /// <param name="sending">Its span, which travels in the message's attributes; null: none.</param>
    public static byte[] Wrap(ChangeEvent change, Activity? sending)
        => JsonSerializer.SerializeToUtf8Bytes(new
        {
            Records = new[]
            {
                new
                {
                    EventSource = "aws:sns",
                    Sns = new
                    {
                        Type = "Notification",
                        MessageId = Guid.CreateVersion7(change.OccurredAt ?? default),
                        Message = JsonSerializer.Serialize(change, Json),
                        Timestamp = change.OccurredAt,
                        MessageAttributes = sending is null ? null : Attributes(sending),
                    },
                },
            },
        }, Json);

    private static Dictionary<string, object> Attributes(Activity sending)
    {
        var attributes = new Dictionary<string, object> { ["traceparent"] = Text(sending.Id!) };
        if (sending.TraceStateString is { Length: > 0 } state)
        {
            attributes["tracestate"] = Text(state);
        }

        return attributes;
    }

    private static object Text(string value) => new { Type = "String", Value = value };
}
