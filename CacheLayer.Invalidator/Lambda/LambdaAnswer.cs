using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>The answer to an invocation: what the function's story asks for, and what Lambda reads for SQS where the mapping has <c>ReportBatchItemFailures</c>.</summary>
internal sealed record LambdaAnswer(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    [property: JsonPropertyName("body")] string Body,
    [property: JsonPropertyName("batchItemFailures"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LambdaAnswer.FailedItem>? BatchItemFailures)
{
    public static LambdaAnswer Of(SnsEventResult result) => new(
        StatusCodes.Status200OK,
        JsonSerializer.Serialize(new { deleted = result.Deleted, errors = result.Errors }),
        result.FailedMessages?.Select(id => new FailedItem(id)).ToArray());

    /// <summary>A message that stays in its queue.</summary>
    internal sealed record FailedItem([property: JsonPropertyName("itemIdentifier")] string ItemIdentifier);
}
