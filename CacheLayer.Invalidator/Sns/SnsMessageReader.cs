using System.Text.Json;
using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Sns;

/// <summary>Reads a posted message, which anybody may have written.</summary>
internal static class SnsMessageReader
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <exception cref="SnsRefusedException">It is not a message as SNS writes them.</exception>
    public static SnsMessage Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Json);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? Read(document.RootElement)
                : throw SnsRefusedException.Malformed("The body is not a JSON object.");
        }
        catch (JsonException exception)
        {
            throw SnsRefusedException.Malformed($"The body is not the JSON expected: line {exception.LineNumber}, byte {exception.BytePositionInLine}.");
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json reports a string that is not Unicode.
            throw SnsRefusedException.Malformed("The body holds text that is not Unicode.");
        }
    }

    private static SnsMessage Read(JsonElement json)
    {
        var type = Required(json, "Type");
        var isConfirmation = type is SnsMessage.SubscriptionConfirmation or SnsMessage.UnsubscribeConfirmation;
        if (!isConfirmation && type is not SnsMessage.Notification)
        {
            throw SnsRefusedException.Malformed("Type is none of Notification, SubscriptionConfirmation and UnsubscribeConfirmation.");
        }

        return new()
        {
            Type = type,
            MessageId = Required(json, "MessageId"),
            TopicArn = Required(json, "TopicArn"),
            Message = Required(json, "Message"),
            Subject = Optional(json, "Subject"),
            Timestamp = Required(json, "Timestamp"),
            Token = isConfirmation ? Required(json, "Token") : null,
            SubscribeUrl = isConfirmation ? Required(json, "SubscribeURL") : null,
            SignatureVersion = Required(json, "SignatureVersion"),
            Signature = Bytes(Required(json, "Signature")),
            SigningCertUrl = Required(json, "SigningCertURL"),
            Trace = MessageTrace.Read(json),
        };
    }

    private static string Required(JsonElement json, string name)
        => Optional(json, name) ?? throw SnsRefusedException.Malformed($"{name} is missing.");

    private static string? Optional(JsonElement json, string name)
        => !json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
            : value.ValueKind is JsonValueKind.String ? value.GetString()
            : throw SnsRefusedException.Malformed($"{name} is not a string.");

    private static byte[] Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw SnsRefusedException.Malformed("Signature is not Base64.");
        }
    }
}
