namespace CacheLayer.Tests.Sqs;

/// <summary>An error as SQS answers it.</summary>
internal sealed class SqsError(string type, string code, string message, int status = 400) : Exception(message)
{
    /// <summary>The shape that <c>__type</c> names.</summary>
    public string Type => type;

    /// <summary>What the older protocol called it, for the header <c>x-amzn-query-error</c>.</summary>
    public string Code => code;

    public int Status => status;

    public static SqsError NoQueue { get; } = new("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");

    public static SqsError TooMany { get; } = new(
        "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");

    public static SqsError Empty { get; } = new(
        "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one entry in the request.");

    public static SqsError NotDistinct { get; } = new(
        "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");

    public static SqsError BatchTooLong { get; } = new(
        "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", "The length of all the messages put together is more than the limit.");

    public static SqsError BadReceipt { get; } = new("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", "The input receipt handle is invalid.");

    public static SqsError NotInFlight { get; } = new("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", "The message is not in flight.");

    public static SqsError BadValue(string reason) => new("InvalidParameterValueException", "InvalidParameterValue", reason);
}
