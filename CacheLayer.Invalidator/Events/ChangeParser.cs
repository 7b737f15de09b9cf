using System.Diagnostics;
using System.Text.Json;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Events;

/// <summary>Reads the body of a stream entry, which anybody may have written: bounded in size and depth, and each record on its own.</summary>
/// <example>
/// <c>{"Records":[{"Sns":{"Message":"{\"event_type\":\"product_updated\",\"asin\":\"B000000001\"}"}}]}</c>, the HTTP notification
/// <c>{"Type":"Notification","Message":"..."}</c>, or the bare event.
/// </example>
internal static class ChangeParser
{
    private const int MaxReasons = 5;

    // Two properties of one name mean different things to different readers.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <param name="body">The body, or null when the entry has none.</param>
    /// <param name="maxBytes">The longest body that is looked into.</param>
    /// <param name="map">Says what each event asks for.</param>
    public static ParsedBody Parse(ReadOnlyMemory<byte>? body, int maxBytes, EventMap map)
    {
        var planned = new List<PlannedInvalidation>();
        var reasons = new List<string>();
        var traces = new List<ActivityContext>();
        Collect("The entry", () => ParseBody(body, maxBytes, map, planned, reasons, traces), reasons);
        return new(planned, reasons.Count switch
        {
            0 => null,
            <= MaxReasons => string.Join(' ', reasons),
            _ => $"{string.Join(' ', reasons.Take(MaxReasons))} And {reasons.Count - MaxReasons} more.",
        }, traces);
    }

    private static void ParseBody(
        ReadOnlyMemory<byte>? body, int maxBytes, EventMap map, List<PlannedInvalidation> planned, List<string> reasons, List<ActivityContext> traces)
    {
        if (body is not { Length: > 0 } given)
        {
            throw new RejectedEventException($"has no field {ChangeStream.BodyField}, or an empty one.");
        }

        if (given.Length > maxBytes)
        {
            throw new RejectedEventException($"has a body of {given.Length} bytes; the limit is {maxBytes}.");
        }

        using var document = JsonDocument.Parse(given, Json);
        var root = ObjectOf(document.RootElement);
        if (EventMap.IsEvent(root) || !root.TryGetProperty("Records", out var records))
        {
            planned.Add(!EventMap.IsEvent(root) && root.TryGetProperty("Message", out _) ? ParseMessage(root, map, traces) : map.Plan(root));
            return;
        }

        if (records.ValueKind is not JsonValueKind.Array || records.GetArrayLength() is 0)
        {
            throw new RejectedEventException("has Records that are not an array of at least one.");
        }

        foreach (var (index, record) in records.EnumerateArray().Index())
        {
            Collect($"Records[{index}]", () => planned.Add(ParseRecord(record, map, traces)), reasons);
        }
    }

    private static PlannedInvalidation ParseRecord(JsonElement record, EventMap map, List<ActivityContext> traces)
        => ObjectOf(record).TryGetProperty("Sns", out var sns)
            ? ParseMessage(ObjectOf(sns), map, traces)
            : throw new RejectedEventException("has no Sns.");

    private static PlannedInvalidation ParseMessage(JsonElement notification, EventMap map, List<ActivityContext> traces)
    {
        if (MessageTrace.Read(notification) is var trace && trace != default)
        {
            traces.Add(trace);
        }

        if (!notification.TryGetProperty("Message", out var message) || message.ValueKind is not JsonValueKind.String)
        {
            throw new RejectedEventException("has no Message that is a string.");
        }

        using var document = JsonDocument.Parse(message.GetString()!, Json);
        return map.Plan(ObjectOf(document.RootElement));
    }

    private static JsonElement ObjectOf(JsonElement element)
        => element.ValueKind is JsonValueKind.Object ? element : throw new RejectedEventException("is not a JSON object.");

    private static void Collect(string what, Action parse, List<string> reasons)
    {
        try
        {
            parse();
        }
        catch (RejectedEventException rejected)
        {
            reasons.Add($"{what} {rejected.Message}");
        }
        catch (JsonException exception)
        {
            // Its message can quote what was sent.
            reasons.Add($"{what} is not the JSON expected: line {exception.LineNumber}, byte {exception.BytePositionInLine}.");
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json reports a string that is not Unicode.
            reasons.Add($"{what} holds text that is not Unicode.");
        }
    }
}
