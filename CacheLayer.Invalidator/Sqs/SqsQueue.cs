using Amazon.SQS;
using Amazon.SQS.Model;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Sqs;

/// <summary>The calls of one queue.</summary>
internal sealed class SqsQueue(IAmazonSQS client, IOptions<SqsOptions> options)
{
    /// <summary>The most messages that SQS hands out, deletes or extends at once.</summary>
    public const int MaxBatch = 10;

    private static readonly List<string> SystemAttributes = [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp];

    private static readonly List<string> Attributes = [MessageTrace.Parent, MessageTrace.State];

    private static readonly List<string> Counts = [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible];

    private readonly string _url = options.Value.QueueUrl;

    /// <summary>What spans say of its messages: the name of the queue, without the account.</summary>
    public EventChannel Channel { get; } = new("aws_sqs", new Uri(options.Value.QueueUrl).Segments[^1]);

    public TimeSpan VisibilityTimeout => options.Value.VisibilityTimeout;

    /// <summary>Waits for messages, and returns none when none came.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var answer = await client.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = _url,
                MaxNumberOfMessages = MaxBatch,
                WaitTimeSeconds = Seconds(options.Value.WaitTime),
                VisibilityTimeout = Seconds(VisibilityTimeout),
                MessageSystemAttributeNames = SystemAttributes,
                MessageAttributeNames = Attributes,
            },
            cancellationToken);
        return answer.Messages ?? [];
    }

    /// <returns>The receipts of messages that SQS did not delete, and why.</returns>
    public async Task<IReadOnlyList<(string Receipt, string Reason)>> DeleteAsync(IReadOnlyList<string> receipts)
    {
        var answer = await client.DeleteMessageBatchAsync(new DeleteMessageBatchRequest
        {
            QueueUrl = _url,
            Entries = [.. receipts.Select((receipt, index) => new DeleteMessageBatchRequestEntry($"{index}", receipt))],
        });
        return Failed(answer.Failed, receipts);
    }

    /// <summary>Makes messages invisible to other receivers for so long from now on; zero hands them back.</summary>
    /// <returns>The receipts of messages of which SQS did not accept that, and why.</returns>
    public async Task<IReadOnlyList<(string Receipt, string Reason)>> HideAsync(IReadOnlyList<string> receipts, TimeSpan time, CancellationToken cancellationToken)
    {
        var answer = await client.ChangeMessageVisibilityBatchAsync(
            new ChangeMessageVisibilityBatchRequest
            {
                QueueUrl = _url,
                Entries =
                [
                    .. receipts.Select((receipt, index) => new ChangeMessageVisibilityBatchRequestEntry($"{index}", receipt) { VisibilityTimeout = Seconds(time) }),
                ],
            },
            cancellationToken);
        return Failed(answer.Failed, receipts);
    }

    /// <summary>About how many messages wait, and how many some worker has in hand.</summary>
    public async Task<(long Waiting, long InHand)> CountAsync(CancellationToken cancellationToken)
    {
        var answer = await client.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = _url, AttributeNames = Counts }, cancellationToken);
        return (answer.ApproximateNumberOfMessages, answer.ApproximateNumberOfMessagesNotVisible);
    }

    private static List<(string Receipt, string Reason)> Failed(List<BatchResultErrorEntry>? failed, IReadOnlyList<string> receipts)
        => [.. (failed ?? []).Select(entry => (receipts[int.Parse(entry.Id)], entry.Code))];

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
