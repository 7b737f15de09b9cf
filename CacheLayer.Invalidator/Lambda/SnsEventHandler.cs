using System.Text;
using System.Text.Json;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>Carries out the event that SNS invokes a Lambda function with.</summary>
/// <example><c>{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"...","Timestamp":"...","Message":"{\"event_type\":...}"}}]}</c></example>
internal sealed class SnsEventHandler(BatchProcessor processor, TimeProvider clock)
{
    private static readonly EventChannel Topic = new("aws.sns", Destination: null);

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Returns when every copy of what the records name is gone, and bad records are among the dead letters.</summary>
    /// <param name="lambdaEvent">The event, as JSON.</param>
    /// <param name="requestId">The invocation's id, which stays the same when Lambda repeats it.</param>
    /// <param name="deadline">Cancelled when there is no time left: the invocation must fail, so that Lambda repeats it.</param>
    /// <exception cref="BadLambdaEventException">It is not an event of SNS.</exception>
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
        return new(outcome.Deleted, outcome.PutAside);
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
                throw new BadLambdaEventException("The event has no array Records: subscribe the function to a topic of SNS.");
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
        // An envelope of its own for each, so that one bad record is one dead letter, and can be redriven.
        var body = Encoding.UTF8.GetBytes($$"""{"Records":[{{record.GetRawText()}}]}""");
        var sns = record.ValueKind is JsonValueKind.Object && record.TryGetProperty("Sns", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
        return new(Text(sns, "MessageId") ?? place, body, now)
        {
            Channel = Topic,
            PublishedAt = sns.ValueKind is JsonValueKind.Object && sns.TryGetProperty("Timestamp", out var time)
                && time.ValueKind is JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : null,
        };
    }

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
