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

    public static byte[] Wrap(ChangeEvent change)
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
                    },
                },
            },
        }, Json);
}
