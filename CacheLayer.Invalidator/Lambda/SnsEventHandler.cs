using System.Globalization;
using System.Text;
using System.Text.Json;
using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>Carries out the event that a Lambda function is invoked with: by SNS, or for a batch of messages of SQS.</summary>
/// <example><c>{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"...","Timestamp":"...","Message":"{\"event_type\":...}"}}]}</c>, or
/// <c>{"Records":[{"eventSource":"aws:sqs","messageId":"...","body":"..."}]}</c>, where the body is the event or what SNS makes of it.
/// </example>
internal sealed class SnsEventHandler(BatchProcessor processor, IDeadLetters deadLetters, TimeProvider clock)
{
    private static readonly EventChannel Topic = new("aws.sns", Destination: null);
    private static readonly EventChannel Queue = new("aws_sqs", Destination: null);

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Returns when every copy of what the records name is gone, and bad records are among the dead letters.</summary>
    /// <param name="lambdaEvent">The event, as JSON.</param>
    /// <param name="requestId">The invocation's id, which stays the same when Lambda repeats it.</param>
    /// <param name="deadline">Cancelled when there is no time left: the invocation must fail, so that Lambda repeats it.</param>
    /// <exception cref="BadLambdaEventException">It is not an event of SNS or SQS.</exception>
    /// <exception cref="OperationCanceledException">The cache did not confirm in time.</exception>
    public async Task<SnsEventResult> HandleAsync(ReadOnlyMemory<byte> lambdaEvent, string requestId, CancellationToken deadline)
    {
        var records = Read(lambdaEvent, requestId);
        if (records.Count is 0)
        {
            return default;
        }

        // An attempt at the cache heeds no token, and may take longer than there is time.
        var outcome = await processor.ProcessAsync(records, deadline).WaitAsync(deadline);
        var messages = records.Any(record => record.Receipt is not null)
            ? outcome.DeadLettered.Where(_ => !deadLetters.Keeps).Select(record => record.Receipt).OfType<string>().ToArray()
            : null;
        return new(outcome.Deleted, outcome.DeadLettered.Count, messages);
    }

    private List<ChangeRecord> Read(ReadOnlyMemory<byte> lambdaEvent, string requestId)
    {
        try
        {
            using var document = JsonDocument.Parse(lambdaEvent, Json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("Records", out var records)
                || records.ValueKind is not JsonValueKind.Array)
            {
                throw new BadLambdaEventException("The event has no array Records: subscribe the function to a topic of SNS, or map a queue of SQS to it.");
            }

            var now = clock.GetUtcNow();
            return [.. records.EnumerateArray().Select((record, index) => ToRecord(record, $"{requestId}/Records[{index}]", now))];
        }
        catch (JsonException exception)
        {
            throw new BadLambdaEventException($"The event is not the JSON expected: line {exception.LineNumber}, byte {exception.BytePositionInLine}.");
        }
    }

    private static ChangeRecord ToRecord(JsonElement record, string place, DateTimeOffset now)
    {
        if (Text(record, "eventSource") is "aws:sqs")
        {
            return ToMessage(record, place, now);
        }

        // An envelope of its own for each, so that one bad record is one dead letter, and can be redriven.
        var body = Encoding.UTF8.GetBytes($$"""{"Records":[{{record.GetRawText()}}]}""");
        var sns = record.ValueKind is JsonValueKind.Object && record.TryGetProperty("Sns", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
        return new(Text(sns, "MessageId") ?? place, body, now)
        {
            Channel = Topic,
            PublishedAt = sns.ValueKind is JsonValueKind.Object && sns.TryGetProperty("Timestamp", out var time) ? EventFields.Time(time) : null,
        };
    }

    private static ChangeRecord ToMessage(JsonElement message, string place, DateTimeOffset now)
    {
        var id = Text(message, "messageId");
        var attributes = message.TryGetProperty("attributes", out var found) ? found : default;
        return new(id ?? place, Encoding.UTF8.GetBytes(Text(message, "body") ?? ""), now)
        {
            PublishedAt = Number(attributes, "SentTimestamp") is { } sent && sent <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
            Attempts = (int)Math.Clamp(Number(attributes, "ApproximateReceiveCount") ?? 1, 1, int.MaxValue),
            Receipt = id,
            Channel = Queue,
        };
    }

    private static long? Number(JsonElement json, string name)
        => long.TryParse(Text(json, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json reports a string that is not Unicode; the parser says so of what matters.
            return null;
        }
    }
}
